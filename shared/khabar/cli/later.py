"""Commands whose modules are imported when they are run: asking for help would else cost all that khabar can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from khabar.cli.services import module


@dataclass(frozen=True)
class Entry:
    """A line of the table of commands: a command, or (`entries`) a group of them.

    `place` is `module:function`. `about` is the first sentence of its help, which the list of
    commands shows; a test compares the two. `examples` stand below it in the help of a group.
    """

    name: str
    place: str = ""
    about: str = ""
    examples: str = ""
    entries: tuple[Entry, ...] = ()


class LaterCommand(TyperCommand):
    """Stands for an entry: shows what it is about, and makes way for the command itself when that is called."""

    def __init__(self, entry: Entry, rich_markup_mode: Any) -> None:
        super().__init__(name=entry.name, help=entry.about, rich_markup_mode=rich_markup_mode)
        self.entry = entry

    def loaded(self) -> TyperCommand:
        """The command itself."""
        name, _, attribute = self.entry.place.partition(":")
        found = getattr(module(name), attribute)
        holder = typer.Typer(rich_markup_mode=self.rich_markup_mode, callback=_nothing)
        holder.command(self.entry.name)(found)
        command = typer.main.get_group(holder).commands[self.entry.name]
        assert isinstance(command, TyperCommand)
        return command

    def make_context(self, *given: Any, **more: Any) -> Any:
        return self.loaded().make_context(*given, **more)


def _nothing() -> None:
    """Makes a group of a Typer that has a single command."""


def command_of(entry: Entry, rich_markup_mode: Any = None) -> LaterCommand | TyperGroup:
    """What stands for an entry in its group."""
    if not entry.entries:
        return LaterCommand(entry, rich_markup_mode)
    text = "\n\n".join(part for part in (entry.about, entry.examples) if part)
    return group_of(entry.entries)(name=entry.name, help=text, no_args_is_help=True, rich_markup_mode=rich_markup_mode)


def group_of(entries: tuple[Entry, ...]) -> type[TyperGroup]:
    """The class of a group with these commands, for `typer.Typer(cls=…)`."""

    class Group(TyperGroup):
        def __init__(self, **given: Any) -> None:
            super().__init__(**given)
            self.commands = {entry.name: command_of(entry, self.rich_markup_mode) for entry in entries}

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            """The first sentence of each command, whole: click would cut it off at the edge of the terminal."""
            with formatter.section("Commands"):
                formatter.write_dl([(entry.name, entry.about) for entry in entries])

    return Group
