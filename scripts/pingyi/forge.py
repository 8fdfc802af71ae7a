"""Where a file of the repository is shown, edited and made on the forge that hosts it. Nothing here asks the forge."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from pingyi.model import Campaign


@dataclass(frozen=True, slots=True)
class Pattern:
    """The addresses of one kind of forge below the repository's own; None where it has no such page.

    `value` is the query parameter with which the page for a new file takes its content, None where it takes none.
    """

    view: str
    edit: str
    new: str | None
    upload: str | None
    commit: str
    name: str = "filename"
    value: str | None = None


GITEA = Pattern(
    view="src/branch/{branch}/{path}",
    edit="_edit/{branch}/{path}",
    new="_new/{branch}/",
    upload="_upload/{branch}/{path}",
    commit="commit/{path}",
    value="value",
)
PATTERNS = {
    "github": Pattern(
        view="blob/{branch}/{path}",
        edit="edit/{branch}/{path}",
        new="new/{branch}",
        upload="upload/{branch}/{path}",
        commit="commit/{path}",
        value="value",
    ),
    # GitLab's page for a new file ignores content in its address.
    "gitlab": Pattern(
        view="-/blob/{branch}/{path}",
        edit="-/edit/{branch}/{path}",
        new="-/new/{branch}",
        upload=None,
        commit="-/commit/{path}",
        name="file_name",
    ),
    "gitea": GITEA,
    "forgejo": GITEA,
    "gitee": Pattern(
        view="blob/{branch}/{path}", edit="edit/{branch}/{path}", new=None, upload=None, commit="commit/{path}"
    ),
}


@dataclass(frozen=True, slots=True)
class Forge:
    """The repository as `campaign.yml` names it: the kind of forge, its address without a slash at the end, a branch."""

    kind: str
    url: str
    branch: str

    @property
    def pattern(self) -> Pattern:
        return PATTERNS[self.kind]

    def view(self, path: str) -> str:
        """The page that shows a file. Paths count from the repository's root."""
        return self._page(self.pattern.view, path)

    def edit(self, path: str) -> str:
        """The page that edits a file which is there."""
        return self._page(self.pattern.edit, path)

    def commit(self, sha: str) -> str:
        """The page of a commit."""
        return self._page(self.pattern.commit, sha)

    def upload(self, folder: str) -> str | None:
        """The page that takes a file from the user's disk into a folder."""
        return self._page(self.pattern.upload, folder) if self.pattern.upload else None

    def new(self, path: str, content: str | None = None) -> str | None:
        """The page for a new file with its name filled in, and its content where the forge takes one.

        A browser fills in more exactly, for GitHub ends at 8,191 bytes of address; it takes `pattern.value` for that.
        """
        if self.pattern.new is None:
            return None
        fields = {self.pattern.name: path}
        if content is not None and self.pattern.value:
            fields[self.pattern.value] = content
        return f"{self._page(self.pattern.new, '')}?{urlencode(fields, safe='/', quote_via=quote)}"

    def _page(self, pattern: str, path: str) -> str:
        return f"{self.url}/{pattern.format(branch=quote(self.branch), path=quote(path))}"


def forge(campaign: Campaign) -> Forge | None:
    """The forge that `campaign.yml` names; None where it names none."""
    named = campaign.data.get("repository")
    return Forge(named["forge"], named["url"].rstrip("/"), named.get("branch", "main")) if named else None
