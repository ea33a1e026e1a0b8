# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is kept of compiled templates and conditions, and where."""

from __future__ import annotations

import os
import pathlib
import time
import types
import typing as t

import jinja2.environment
import pytest
from ansible._internal._datatag._tags import Origin, TrustedAsTemplate
from ansible._internal._templating._engine import TemplateEngine
from ansible._internal._templating._jinja_bits import AnsibleEnvironment, _TemplateCompileContext
from ansible.errors import AnsibleTemplateSyntaxError, AnsibleUndefinedVariable

from ansible_collections.inferops.aws.plugins.plugin_utils._runner import hooks, kept, templates

TEXT = "{{ one ~ '\\n' }}"
CONDITION = "one > 1 and 'a' in two"


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> t.Iterator[pathlib.Path]:
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    forget()
    yield tmp_path / "inferops-aws" / "templates"
    forget()


def forget() -> None:
    """Make this process one that has just begun."""
    templates._known.clear()
    kept.files.cache_clear()


def compile_once(text: str, of_us: bool = True, doubling: bool = True) -> tuple[types.CodeType, int]:
    """Return the code of the text and how often it was compiled."""
    environment, times = AnsibleEnvironment(), []
    folder = templates.ROOT if of_us else templates.ROOT.parent / "another"
    source = Origin(path=str(folder / "roles" / "x.yml")).tag(text)

    def compile_it() -> types.CodeType:
        times.append(1)
        return t.cast(types.CodeType, environment.compile(text))

    with _TemplateCompileContext(escape_backslashes=doubling):
        return templates.compiled(environment, source, compile_it), len(times)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hooks for conditions in place, and a list of what is parsed."""
    texts: list[str] = []

    def parse(environment: t.Any, text: str, **options: t.Any) -> t.Any:
        texts.append(text)
        return original(environment, text, **options)

    original = jinja2.environment.Parser
    monkeypatch.setattr(jinja2.environment, "Parser", parse)
    for name, around in (("compile", hooks._around_compile), ("compile_expression", hooks._around_compile_expression)):
        monkeypatch.setattr(AnsibleEnvironment, name, around(getattr(AnsibleEnvironment, name)))
    return texts


def condition(text: str, **variables: t.Any) -> t.Any:
    """Return what a condition in a file of ours says of the variables, as Ansible asks it."""
    source = Origin(path=str(templates.ROOT / "roles" / "x.yml")).tag(TrustedAsTemplate().tag(text))
    return TemplateEngine(variables=variables).evaluate_expression(source)


def test_a_condition_is_compiled_once_for_all_processes(parsed: list[str]) -> None:
    assert condition(CONDITION, one=2, two="ab") is True
    forget()
    assert condition(CONDITION, one=2, two="b") is False
    assert parsed == [CONDITION]


def test_a_condition_of_others_is_not_kept(parsed: list[str], cache: pathlib.Path) -> None:
    for _time in range(2):
        assert TemplateEngine(variables={"one": 1}).evaluate_expression(TrustedAsTemplate().tag("one == 1")) is True
    assert len(parsed) == 2
    assert not [entry for entry in cache.rglob("*") if entry.is_file()]


@pytest.mark.usefixtures("parsed")
def test_a_condition_and_a_template_of_the_same_text_are_two() -> None:
    assert condition("one", one=1) == 1
    source = Origin(path=str(templates.ROOT / "roles" / "x.yml")).tag(TrustedAsTemplate().tag("one"))
    with _TemplateCompileContext(escape_backslashes=True):
        compiled = templates.compiled(AnsibleEnvironment(), source, lambda: compile("'another'", "", "eval"))
    assert eval(compiled) == "another"


@pytest.mark.parametrize("forgets", [False, True])
def test_what_a_condition_names_and_is_not_there_is_told_every_time(parsed: list[str], forgets: bool) -> None:
    for _time in range(2):
        with pytest.raises(AnsibleUndefinedVariable, match="'one' is undefined"):
            condition("one")
        if forgets:
            forget()
    assert parsed == ["one"]


@pytest.mark.usefixtures("parsed")
def test_a_condition_that_cannot_be_parsed_is_told_every_time() -> None:
    for _time in range(2):
        with pytest.raises(AnsibleTemplateSyntaxError, match="chunk after expression"):
            condition("one two", one=1)
    assert not templates._listening.codes


def test_another_process_finds_what_one_compiled() -> None:
    first, times = compile_once(TEXT)
    assert times == 1
    forget()
    second, times = compile_once(TEXT)
    assert (second, times) == (first, 0)


def test_what_one_process_needs_twice_it_reads_once(cache: pathlib.Path) -> None:
    compile_once(TEXT)
    for file in cache.rglob("*"):
        if file.is_file():
            file.unlink()
    assert compile_once(TEXT)[1] == 0


def test_texts_of_others_are_not_kept(cache: pathlib.Path) -> None:
    compile_once(TEXT, of_us=False)
    assert compile_once(TEXT, of_us=False)[1] == 1
    assert not [entry for entry in cache.rglob("*") if entry.is_file()]


def test_a_text_of_no_file_is_not_kept() -> None:
    assert not templates._may_be_kept(AnsibleEnvironment(), TEXT)


def test_an_environment_with_settings_of_its_own_is_let_be() -> None:
    environment = t.cast(AnsibleEnvironment, AnsibleEnvironment().overlay(variable_start_string="[["))
    assert not templates._may_be_kept(environment, Origin(path=str(templates.ROOT / "x.yml")).tag(TEXT))


def test_backslashes_doubled_or_not_are_two_templates() -> None:
    doubled, _times = compile_once(TEXT)
    plain, times = compile_once(TEXT, doubling=False)
    assert times == 1
    assert doubled.co_consts != plain.co_consts or doubled != plain


@pytest.mark.parametrize("level", ["", "..", "../.."])
def test_a_folder_that_others_can_write_to_is_not_used(cache: pathlib.Path, level: str) -> None:
    compile_once(TEXT)
    (folder,) = cache.iterdir()
    (folder / level).chmod(0o770)
    forget()
    assert compile_once(TEXT)[1] == 1


def test_what_is_made_is_the_users_alone_whatever_the_umask(cache: pathlib.Path) -> None:
    before = os.umask(0o002)
    try:
        compile_once(TEXT)
    finally:
        os.umask(before)
    (folder,) = cache.iterdir()
    assert {one.stat().st_mode & 0o777 for one in (folder, cache, cache.parent)} == {0o700}


def test_a_link_in_its_place_is_not_followed(cache: pathlib.Path, tmp_path: pathlib.Path) -> None:
    compile_once(TEXT)
    cache.rename(tmp_path / "elsewhere")
    cache.symlink_to(tmp_path / "elsewhere")
    forget()
    assert compile_once(TEXT)[1] == 1


def test_a_cache_folder_must_be_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    forget()
    compile_once(TEXT)
    assert (tmp_path / ".cache" / "inferops-aws" / "templates").is_dir()


def test_another_filter_makes_other_code(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    compile_once(TEXT)
    changed = tmp_path / "collection"
    (changed / "plugins" / "filter").mkdir(parents=True)
    (changed / "plugins" / "filter" / "more.py").touch()
    monkeypatch.setattr(kept, "ROOT", changed)
    monkeypatch.setattr(templates, "ROOT", changed)
    monkeypatch.setattr(templates, "OURS", (str(changed),))
    forget()
    assert compile_once(TEXT)[1] == 1


def test_a_link_to_nowhere_among_the_plugins_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    (tmp_path / "mine.py").symlink_to(tmp_path / "nowhere")
    monkeypatch.setattr(kept.filter_loader, "_get_paths", lambda: [str(tmp_path)])
    forget()
    assert compile_once(TEXT)[1] == 1
    forget()
    assert compile_once(TEXT)[1] == 0


def test_what_nothing_used_for_long_goes_when_a_folder_is_made(cache: pathlib.Path) -> None:
    long_ago = time.time() - kept.UNUSED - 60
    for name, used in (("unused", long_ago), ("used", long_ago + 3600), ("of_others", long_ago)):
        (cache / name).mkdir(0o700, parents=True)
        (cache / name / "file").touch()
        os.utime(cache / name, (used, used))
    (cache / "of_others").chmod(0o777)
    (cache / "link").symlink_to(cache.parent)
    os.utime(cache / "link", (long_ago, long_ago), follow_symlinks=False)
    cache.chmod(0o700)
    cache.parent.chmod(0o700)
    compile_once(TEXT)
    assert {entry.name for entry in cache.iterdir()} > {"used", "of_others", "link"}
    assert not (cache / "unused").exists()


def test_what_is_used_stays_however_old(cache: pathlib.Path) -> None:
    compile_once(TEXT)
    (folder,) = cache.iterdir()
    os.utime(folder, (0, 0))
    forget()
    assert compile_once(TEXT)[1] == 0
    assert folder.stat().st_mtime > time.time() - kept.UNUSED


def test_without_a_place_to_keep_them_templates_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    forget()
    assert compile_once(TEXT)[1] == 1
    forget()
    assert compile_once(TEXT)[1] == 1


@pytest.mark.parametrize("kept", [0, 3, 30, 60, -5])
def test_a_file_that_is_cut_short_is_compiled_anew(cache: pathlib.Path, kept: int) -> None:
    compile_once(TEXT)
    (file,) = [entry for entry in cache.rglob("*") if entry.is_file()]
    file.write_bytes(file.read_bytes()[:kept])
    forget()
    assert compile_once(TEXT)[1] == 1
