// Passkeys. A form with data-passkey ("create" or "get") asks the server (data-question) what the browser's key is to make or
// sign, fills its field "answer" with what the browser says, and is sent.
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const named = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

function options(said) {
  const made = { ...said, challenge: toBytes(said.challenge) };
  if (said.user) made.user = { ...said.user, id: toBytes(said.user.id) };
  if (said.excludeCredentials) made.excludeCredentials = named(said.excludeCredentials);
  if (said.allowCredentials) made.allowCredentials = named(said.allowCredentials);
  return made;
}

function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function answer(form) {
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const asked = await fetch(form.dataset.question, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!asked.ok) throw new Error(String(asked.status));
  const publicKey = options(await asked.json());
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
  form.querySelector("input[name=answer]").value = told(credential);
}

// Before the other listeners: the form is not on its way yet.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.passkey || form.querySelector("input[name=answer]").value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    answer(form).then(
      () => form.requestSubmit(),
      () => (failed.hidden = false),
    );
  },
  true,
);
