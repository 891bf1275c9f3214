#include "app/sample/sample_checks.h"

#include <algorithm>

namespace glovebox::sample {

namespace {

using domain::CheckGroup;
using domain::CheckStatus;
using domain::HostCheck;

std::vector<HostCheck> goodHost()
{
    return {{"architecture", CheckGroup::Must, "Processor architecture", CheckStatus::Pass,
             "x86_64, 16-core processor of the sample", "Guests run a 64-bit x86 kernel.", "", ""},
            {"qemu", CheckGroup::Must, "QEMU", CheckStatus::Pass, "installed: qemu-system-x86_64, qemu-img, mkfs.ext4",
             "Every sandbox is a virtual machine of QEMU's with a disk of its own.", "", ""},
            {"memory", CheckGroup::Must, "Memory", CheckStatus::Pass,
             "19.2 GiB of 32.0 GiB available, room for about 36 sandboxes",
             "Each sandbox takes up to 0.5 GiB, and the host keeps 1.0 GiB.", "", ""},
            {"disk", CheckGroup::Must, "Disk", CheckStatus::Pass, "214.0 GiB free in the sample's folder",
             "The guest image and each sandbox's changes are kept in the data folder.", "", ""},
            {"secret-store", CheckGroup::Must, "The store of secrets answers", CheckStatus::Pass,
             "the keyring of this session", "it holds the key that the audit trail is made with", "", ""},
            {"kvm-device", CheckGroup::Should, "KVM", CheckStatus::Pass, "/dev/kvm opens",
             "QEMU reaches hardware virtualization through /dev/kvm.", "", ""},
            {"clock", CheckGroup::Should, "Clock", CheckStatus::Pass, "synchronized",
             "Guests take their time from here, and encrypted connections need the right date.", "", ""},
            {"open-files", CheckGroup::Should, "Open files", CheckStatus::Pass, "limit 1024, can be raised to 1048576",
             "Each sandbox keeps about ten sockets and files open.", "", ""},
            {"control-plane", CheckGroup::Should, "The control plane answers", CheckStatus::Pass,
             "https://api.anthropic.com answers", "work and results travel over it", "", ""},
            {"kernel", CheckGroup::Info, "Kernel", CheckStatus::Pass, "Linux 6.1.0-32-amd64", "For problem reports.",
             "", ""},
            {"control-plane-requests", CheckGroup::Info, "Requests to the control plane", CheckStatus::Pass,
             "an idle environment polls every 1 to 3 s; a refused poll waits 1 s, doubling up to 60 s, or as long as "
             "the control plane asks",
             "More windows never mean more requests: all share one reader.", "", ""}};
}

void spoil(std::vector<HostCheck> &checks, const char *id, CheckStatus status, const char *found, const char *fix,
           const char *ifIgnored)
{
    const auto check = std::ranges::find(checks, id, &HostCheck::id);
    check->status = status;
    check->found = found;
    check->fix = fix;
    check->ifIgnored = ifIgnored;
}

} // namespace

std::vector<HostCheck> sampleChecks(const std::string &how)
{
    auto checks = goodHost();
    if (how == "good")
        return checks;
    spoil(checks, "kvm-device", CheckStatus::Warn, "/dev/kvm is there, but sam may not open it",
          "sudo usermod -aG kvm sam   # then log in again",
          "Sandboxes run in slow software emulation, with weaker isolation: for evaluation only.");
    spoil(checks, "clock", CheckStatus::Warn, "not synchronized",
          "sudo apt-get install systemd-timesyncd && sudo timedatectl set-ntp true",
          "Times in logs and files are off; connections fail when the clock is off by much.");
    if (how != "failed")
        return checks;
    spoil(checks, "qemu", CheckStatus::Fail, "missing: qemu-system-x86_64, qemu-img",
          "sudo apt-get install --no-install-recommends qemu-system-x86 qemu-utils", "No sandbox starts.");
    spoil(checks, "control-plane", CheckStatus::Warn, "https://api.anthropic.com: the proxy asked for a login",
          "check the network, the proxy (https_proxy) and ANTHROPIC_BASE_URL", "no work arrives");
    return checks;
}

} // namespace glovebox::sample
