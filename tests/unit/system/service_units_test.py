"""The units for systemd are what the program needs, and leave out what would break sandboxes.

    service_units_test.py <folder of the units>
"""

import configparser
import pathlib
import shutil
import subprocess
import sys

# bwrap mounts a /proc of its own and makes namespaces; QEMU wants /dev/kvm and translates guests' code where that is not.
BREAKS_SANDBOXES = {"ProtectKernelTunables", "ProtectKernelLogs", "ProtectProc", "ProcSubset", "RestrictNamespaces",
                    "PrivateDevices", "MemoryDenyWriteExecute", "PrivateNetwork"}

folder = pathlib.Path(sys.argv[1])
units = sorted(folder.rglob("*.service"))
assert [unit.relative_to(folder).as_posix() for unit in units] == ["glovebox.service", "user/glovebox.service"], units
for unit in units:
    parsed = configparser.ConfigParser(strict=True, interpolation=None)
    parsed.optionxform = str
    parsed.read_string(unit.read_text())
    service = parsed["Service"]
    assert set(parsed.sections()) == {"Unit", "Service", "Install"}, unit
    assert service["Type"] == "notify" and service["NotifyAccess"] == "main", unit
    assert int(service["WatchdogSec"]) >= 30, unit
    assert service["KillMode"] == "process" and service["OOMPolicy"] == "continue", unit
    assert "gloveboxctl serve --quiet" in service["ExecStart"], unit
    assert not BREAKS_SANDBOXES & set(service), BREAKS_SANDBOXES & set(service)
    if "DevicePolicy" in service:
        assert service["DeviceAllow"] == "/dev/kvm rw", unit
    if families := service.get("RestrictAddressFamilies"):
        assert {"AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK"} <= set(families.split()), unit

# What systemd itself says of the system's unit, where it is here: that the program is not installed is nothing new.
if shutil.which("systemd-analyze"):
    said = subprocess.run(["systemd-analyze", "verify", units[0]], stderr=subprocess.PIPE, text=True, timeout=60).stderr
    wrong = [line for line in said.splitlines() if "glovebox.service" in line and "gloveboxctl" not in line]
    assert not wrong, wrong
print("service_units: both are as they should be")
