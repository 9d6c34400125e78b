from tests.reports import factory


def test_x():
    assert factory.context()
