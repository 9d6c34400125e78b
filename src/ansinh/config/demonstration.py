"""``ansinh demo``: the demonstration built and printed, then served on this machine alone, with a link for each officer."""

from urllib.parse import urljoin

import click
from django.urls import reverse

from ansinh.accounts.actor import Actor, actor_named
from ansinh.config.serving import LOOPBACK, free_port, serve_until_stopped
from ansinh.demo.building import PLACES, Place
from ansinh.demo.cli import build_and_print
from ansinh.demo.outreach_people import everybody_to_sign_in
from ansinh.kernel.language import _
from ansinh.kernel.options import SHAPE


@click.command(help="Dựng dữ liệu trình diễn của một địa bàn, phân loại, phê duyệt, in biểu và mở các trang.")
@click.option(
    "--place", type=click.Choice(list(PLACES)), default="thuy-nguyen", show_default=True, help="Địa bàn."
)
@click.option(
    "--next-year",
    is_flag=True,
    help="Thêm cuộc rà soát mô phỏng của năm tiếp theo (chỉ Thủy Nguyên), để thấy mọi trang so sánh hai năm.",
)
@click.option("--no-serve", is_flag=True, help="Chỉ dựng và in, không mở máy chủ trang.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Cổng; nếu đang được dùng thì lấy cổng trống tiếp theo.",
)
@SHAPE
@click.pass_obj
def demo(obj: dict, place: str, next_year: bool, no_serve: bool, port: int, shape: str) -> None:
    """Build, show, serve."""
    by, chosen = actor_named(obj["as"]), PLACES[place]
    build_and_print(chosen, shape, by=by, next_year=next_year)
    if no_serve or shape == "json":
        return
    found = free_port(LOOPBACK, port)
    if found != port:
        click.echo(_("Cổng {port} đang được dùng; dùng cổng {other}.").format(port=port, other=found))
    serve_until_stopped(LOOPBACK, found, ready=lambda address: _say_links(chosen, address, by))


def _say_links(place: Place, address: str, by: Actor) -> None:
    """The links come last, when the pages answer, so that they are what stands above the prompt."""
    click.echo(_("An Sinh đang chạy tại {address} (Ctrl-C để dừng).").format(address=address))
    click.echo(_("Liên kết đăng nhập, dùng một lần trong một ngày:"))
    for one in everybody_to_sign_in(place, by=by):
        link = urljoin(address, reverse("accounts:link", kwargs={"token": one.token}))
        click.echo(f"  {one.full_name}, {one.words}, {one.unit.name}: {link}")
