"""PostgreSQL and Valkey out of their wheels, for a machine that has neither. Their data is under `KHABAR_DATA_DIR`.

<data folder>/
    postgresql-18/data/   the database cluster        valkey/   the queue's hints
    run/                  sockets, for the servers' account and root only
    logs/                 what the servers say        programs/ copies, only if the wheels can't be read
    start.lock            held while servers start or stop
    users.lock            held (shared) by every process that uses them
    up.lock               held by `khabar up`
"""

from khabar.embedded.dump import dump, restore
from khabar.embedded.locks import sole
from khabar.embedded.servers import are_alive, data_folder, revive, running, stop_if_unused

__all__ = ["are_alive", "data_folder", "dump", "restore", "revive", "running", "sole", "stop_if_unused"]
