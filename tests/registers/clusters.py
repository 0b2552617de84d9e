"""A stand-alone Spark on this machine: a master and two workers, each a process of its own."""

import importlib.util
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

PYSPARK = importlib.util.find_spec("pyspark")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A stand-alone Spark: a master and two workers of one core each, processes of this machine."""

    def __init__(self, home: Path) -> None:
        self.address = f"spark://127.0.0.1:{free_port()}"
        self._home = home
        port = self.address.rpartition(":")[2]
        self.master = self._start("Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0")
        self._wait_for(int(port))
        more = ("--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0")
        self.workers = [
            self._start("Worker", *more, "--work-dir", str(home / f"work{n}"), self.address) for n in (1, 2)
        ]

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        spark = Path(str(PYSPARK and PYSPARK.origin)).parent
        env = os.environ | {
            "SPARK_HOME": str(spark),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_NO_DAEMONIZE": "1",
        }
        command = [
            spark / "bin" / "spark-class",
            f"org.apache.spark.deploy.{kind.lower()}.{kind}",
            *arguments,
        ]
        with (self._home / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)

    def _wait_for(self, port: int) -> None:
        for _attempt in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError((self._home / "Master.log").read_text()[-2000:])

    @staticmethod
    def kill(process: subprocess.Popen[bytes]) -> None:
        """Kill a process and all it started, as when a machine goes dark."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for one in (*self.workers, self.master):
            if one.poll() is None:
                self.kill(one)
