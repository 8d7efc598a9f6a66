"""What the server does by itself: screen daily, turn to a new policy, follow colours, publish lists."""

from sqlalchemy import select

from server_stub import following, screening, turning
from server_stub.api.lists import publish
from server_stub.server import Server
from server_stub.store.schema import dirty


def run(server: Server) -> None:
    """One round; safe to run at any time and beside requests."""
    now = server.clock()
    while server.database.write(lambda tx: screening.screen_again(server, tx, now)):
        pass
    turning.turn(server, now)
    while following.follow(server, now):
        pass
    todo = server.database.read(lambda conn: {row.county for row in conn.execute(select(dirty))})
    if todo:
        server.database.write(lambda tx: publish(server, tx, todo, now))
