"""Where a file of the repository is shown, edited and made on the forge that hosts it. Nothing here asks the forge."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from pingyi.model import Campaign


@dataclass(frozen=True, slots=True)
class ForgePages:
    """The addresses of one kind of forge below the repository's own; None where it has no such page.

    `name` and `value` are the query parameters with which the page for a new file takes its path and its content.
    """

    view: str
    edit: str
    new: str
    commit: str
    requests: str
    upload: str | None = None
    name: str | None = None
    value: str | None = None


GITEA = ForgePages(
    view="src/branch/{branch}/{path}",
    edit="_edit/{branch}/{path}",
    new="_new/{branch}/",
    commit="commit/{path}",
    requests="pulls",
    upload="_upload/{branch}/{path}",
    name="filename",
    value="value",
)
FORGE_PAGES = {
    "github": ForgePages(
        view="blob/{branch}/{path}",
        edit="edit/{branch}/{path}",
        new="new/{branch}",
        commit="commit/{path}",
        requests="pulls",
        upload="upload/{branch}/{path}",
        name="filename",
        value="value",
    ),
    # GitLab's page for a new file ignores content in its address.
    "gitlab": ForgePages(
        view="-/blob/{branch}/{path}",
        edit="-/edit/{branch}/{path}",
        new="-/new/{branch}",
        commit="-/commit/{path}",
        requests="-/merge_requests",
        name="file_name",
    ),
    "gitea": GITEA,
    "forgejo": GITEA,
    # Gitee makes a new file from the page of a folder, which takes neither name nor content.
    "gitee": ForgePages(
        view="blob/{branch}/{path}",
        edit="edit/{branch}/{path}",
        new="tree/{branch}/data/units",
        commit="commit/{path}",
        requests="pulls",
        upload="upload/{branch}/{path}",
    ),
}


@dataclass(frozen=True, slots=True)
class Forge:
    """The repository as `campaign.yml` names it: the kind of forge, its address without a slash at the end, a branch."""

    kind: str
    url: str
    branch: str

    @property
    def pattern(self) -> ForgePages:
        return FORGE_PAGES[self.kind]

    def view(self, path: str) -> str:
        """The page that shows a file. Paths count from the repository's root."""
        return self._page(self.pattern.view, path)

    def edit(self, path: str) -> str:
        """The page that edits a file which is there."""
        return self._page(self.pattern.edit, path)

    def commit(self, sha: str) -> str:
        """The page of a commit."""
        return self._page(self.pattern.commit, sha)

    def new(self, path: str) -> str | None:
        """The page for a new file with its path filled in, where the forge has one."""
        if self.pattern.name is None:
            return None
        return f"{self._page(self.pattern.new, '')}?{urlencode({self.pattern.name: path}, safe='/', quote_via=quote)}"

    def addresses(self) -> dict[str, str | None]:
        """For the browser, which fills in content: pages with `{path}` left open, and the names of the parameters."""
        pages = {name: getattr(self.pattern, name) for name in ("edit", "new", "upload", "requests")}
        filled = {page: pattern and self._below(pattern, "{path}") for page, pattern in pages.items()}
        return {"forge": self.kind, **filled, "name": self.pattern.name, "value": self.pattern.value}

    def _page(self, pattern: str, path: str) -> str:
        return self._below(pattern, quote(path))

    def _below(self, pattern: str, path: str) -> str:
        return f"{self.url}/{pattern.format(branch=quote(self.branch), path=path)}"


def forge(campaign: Campaign) -> Forge | None:
    """The forge that `campaign.yml` names; None where it names none."""
    named = campaign.data.get("repository")
    return Forge(named["forge"], named["url"].rstrip("/"), named.get("branch", "main")) if named else None
