"""Every setting is documented and is loaded from its variable."""

import pytest

from limelight.settings import SECRET_SETTINGS, Setting, Settings, SettingsError, all_settings, load

EVERY = [pytest.param(setting, id=setting.path) for setting in all_settings()]


@pytest.mark.parametrize("setting", EVERY)
def test_a_setting_is_documented(setting: Setting):
    assert setting.description.endswith(".")
    assert setting.allowed


@pytest.mark.parametrize("setting", EVERY)
def test_a_displayed_default_can_be_loaded(setting: Setting):
    """The docs and ``doctor`` display a value in the form that the variable accepts."""
    if setting.default is not None and setting.default != ():
        assert setting.value_in(load({setting.variable: setting.display(setting.default)})) == setting.default


@pytest.mark.parametrize("path", ["environment", "limits.body_bytes", "public_url", "secret_key"])
def test_an_error_names_the_variable_and_hides_secrets(path: str):
    setting = next(setting for setting in all_settings() if setting.path == path)
    with pytest.raises(SettingsError) as raised:
        load({setting.variable: "nonsense"})
    assert setting.variable in str(raised.value)
    assert ("nonsense" in str(raised.value)) is not setting.is_secret


def test_an_empty_variable_is_unset():
    assert load({setting.variable: "" for setting in all_settings()}) == Settings()


def test_secret_settings_exist():
    assert {setting.path for setting in all_settings()} >= SECRET_SETTINGS


def test_variables_without_the_prefix_are_ignored():
    assert load({"PATH": "/bin", "LIMELIGHTS": "x"}) == Settings()
