// Builds src/ansinh/portal/static/portal from the sources here. The same sources give the same bytes: nothing of the day, the
// machine or the folder goes in.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
// ANSINH_STATIC: where to write instead (the test that compares builds elsewhere).
const out = process.env.ANSINH_STATIC ?? join(here, "../src/ansinh/portal/static/portal");
const modules = join(here, "node_modules");

function fonts() {
  const folder = join(out, "fonts");
  mkdirSync(folder, { recursive: true });
  for (const subset of ["latin", "vietnamese"])
    for (const weight of [400, 600]) {
      const name = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      copyFileSync(join(modules, "@fontsource/be-vietnam-pro/files", name), join(folder, name));
    }
}

// One sprite: names of our own on the left, Tabler's on the right; what Tabler lacks is drawn in icons/.
function sprite() {
  const names = JSON.parse(readFileSync(join(here, "icons/icons.json"), "utf8"));
  const taken = Object.entries(names).map(([ours, theirs]) => [
    ours,
    readFileSync(join(modules, "@tabler/icons/icons", `${theirs}.svg`), "utf8"),
  ]);
  const drawn = readdirSync(join(here, "icons"))
    .filter((name) => name.endsWith(".svg"))
    .map((name) => [name.slice(0, -4), readFileSync(join(here, "icons", name), "utf8")]);
  const symbols = [...taken, ...drawn]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, svg]) => `<symbol id="${name}" viewBox="0 0 24 24"${paint(svg)}>${shapes(svg)}</symbol>`);
  writeFileSync(
    join(out, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
  );
  writeFileSync(join(out, "sign.svg"), readFileSync(join(here, "icons/sign.svg"), "utf8").replace(/currentColor/g, "#0d5c63"));
}

const paint = (svg) =>
  /\sfill="currentColor"/.test(svg.match(/<svg[^>]*>/s)[0])
    ? ` fill="currentColor"`
    : ` fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"`;

const shapes = (svg) =>
  svg
    .replace(/<!--.*?-->/gs, "")
    .replace(/^.*?<svg[^>]*>/s, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "")
    .replace(/\s*\n\s*/g, "");

function styles() {
  execFileSync(
    process.execPath,
    [join(modules, "@tailwindcss/cli/dist/index.mjs"), "-i", "css/app.css", "-o", join(out, "app.css"), "--minify"],
    { cwd: here, stdio: ["ignore", "ignore", "inherit"] },
  );
}

async function script() {
  await build({
    entryPoints: [join(here, "js/app.js")],
    outfile: join(out, "app.js"),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
  });
  // Without the map's address: the map is not served.
  const htmx = readFileSync(join(modules, "htmx.org/dist/htmx.min.js"), "utf8");
  writeFileSync(join(out, "htmx.min.js"), htmx.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
}

// What was taken from others goes out with their terms.
function licences() {
  const taken = ["@fontsource/be-vietnam-pro", "@tabler/icons", "daisyui", "htmx.org", "tailwindcss"];
  const texts = taken.map((name) => {
    const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
    const file = readdirSync(join(modules, name)).find((one) => /^licen[cs]e/i.test(one));
    const text = file ? readFileSync(join(modules, name, file), "utf8").trim() : "";
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync(join(out, "licences.txt"), texts.join("\n----\n\n"));
}

mkdirSync(out, { recursive: true });
for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true });
fonts();
sprite();
styles();
await script();
licences();
// For the tests only: never served.
if (!process.env.ANSINH_STATIC)
  copyFileSync(join(modules, "axe-core/axe.min.js"), join(here, "../tests/browser/axe.min.js"));
