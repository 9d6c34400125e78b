"""What a person does at a screen, in the words the screen has: a page, and the language it speaks."""

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import breaches, too_wide

from ansinh.kernel.language import translated

# Long work is done by the worker beside the pages; a busy machine takes its time.
PATIENCE = 20_000


class Desk:
    """A page and the language it speaks: controls are named by their Vietnamese words."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language
        page.set_default_timeout(PATIENCE)

    def said(self, words: str, **values: object) -> str:
        return translated(words, self.language).format(**values)

    def click(self, words: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=self.said(words), exact=True).first.click()

    def follow(self, words: str) -> None:
        self.click(words, "link")

    def menu(self, group: str, item: str) -> None:
        """Open a group of the menu and one of its pages; what the bar has no room for stands under the rest."""
        bar = self.page.get_by_label(self.said("Trình đơn chính")).get_by_role("list")
        named = bar.get_by_text(self.said(group), exact=True)
        if not named.is_visible():
            bar.get_by_text(self.said("Mục khác"), exact=True).click()
            expect(named).to_be_visible()
        else:
            named.click()
        bar.get_by_role("link", name=self.said(item)).click()

    def fill(self, words: str, text: str) -> None:
        self.page.get_by_label(self.said(words)).first.fill(text)

    def confirm(self, words: str) -> None:
        """Say yes in the dialog that asks."""
        self.page.get_by_role("dialog").get_by_role("button", name=self.said(words)).click()

    def sees(self, words: str, **values: object) -> None:
        expect(self.page.get_by_text(self.said(words, **values)).first).to_be_visible(timeout=PATIENCE)

    def row(self, words: str) -> Locator:
        """The row of a table that has these words."""
        return self.page.locator("main table tbody tr", has_text=words).first

    def rows(self) -> list[str]:
        return self.page.locator("main table tbody tr").all_inner_texts()

    def looks_well(self) -> None:
        """Nothing is in the way of who does not see or point, and nothing is wider than the screen."""
        assert breaches(self.page) == []
        assert too_wide(self.page) == 0

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()
