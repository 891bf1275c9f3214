#include "core/qemu/machine_description.h"

namespace glovebox::qemu {

namespace {

using Board = MachineDescription::Board;

/// virtio devices hang on memory-mapped slots on microvm, on PCI elsewhere.
std::string device(Board board, const std::string &name)
{
    return board == Board::Microvm ? name + "-device" : name + "-pci";
}

std::string memoryObject(const MachineDescription &machine, const std::string &size)
{
    if (machine.origin == MachineDescription::Origin::Boot)
        return "memory-backend-ram,id=ram,size=" + size;
    // A clone's own mapping: what it writes is copied to it first. The file behind is sealed besides.
    const bool shared = machine.origin == MachineDescription::Origin::FreezableBoot;
    return "memory-backend-file,id=ram,size=" + size + ",share=" + (shared ? "on" : "off") +
           ",mem-path=" + optionValue(machine.memoryFile);
}

/// Where the guest's first instruction comes from.
std::vector<std::string> beginning(const MachineDescription &machine)
{
    // A kernel and its initramfs would sit in each clone's memory for nothing; a clone that reboots ends (-no-reboot).
    if (machine.origin == MachineDescription::Origin::Clone)
        return {"-incoming", "defer"};
    return {"-kernel", machine.kernel, "-initrd", machine.initrd, "-append", kernelCommandLine(machine)};
}

/// The backing nodes are named here, so that a name in a file's header is never followed.
std::vector<std::string> workDiskChain(const MachineDescription &machine)
{
    std::vector<std::string> out{
        "-blockdev", "driver=file,node-name=blank-file,read-only=on,filename=" + optionValue(machine.blankDisk),
        "-blockdev", "driver=qcow2,node-name=blank,read-only=on,file=blank-file"};
    std::string below = "blank";
    const auto addFrozen = [&](const std::string &name, const std::string &file) {
        out.insert(out.end(),
                   {"-blockdev", "driver=file,node-name=" + name + "-file,read-only=on,filename=" + optionValue(file),
                    "-blockdev",
                    "driver=qcow2,node-name=" + name + ",read-only=on,file=" + name + "-file,backing=" + below});
        below = name;
    };
    if (!machine.frozenDisk.empty())
        addFrozen("frozen", machine.frozenDisk);
    for (std::size_t i = 0; i < machine.layers.size(); ++i)
        addFrozen("layer-" + std::to_string(i), machine.layers[i]);
    out.insert(out.end(),
               {"-blockdev", "driver=file,node-name=work-file,discard=unmap,filename=" + optionValue(machine.workDisk),
                "-blockdev",
                std::string("driver=qcow2,node-name=") + kWorkNode + ",discard=unmap,file=work-file,backing=" + below});
    return out;
}

} // namespace

std::string boardOption(Board board, bool savable)
{
    // The cloud kernel finds microvm's devices through ACPI only. That makes the PIT and the PIC useless to it; the RTC
    // is kept because booting takes twice as long without (vmm-notes 1).
    std::string out = board == Board::Microvm
                          ? "microvm,acpi=on,rtc=on,pit=off,pic=off,isa-serial=on,x-option-roms=off,memory-backend=ram"
                          : "q35,smm=off,sata=off,usb=off,vmport=off,memory-backend=ram";
    return savable ? out + ",suppress-vmdesc=on" : out; // who loads a state without memory has no use for that section
}

std::vector<std::string> savableOptions()
{
    return {"-global", "migration.send-configuration=off"}; // the command that saves does not write that section
}

std::string optionValue(const std::string &text)
{
    std::string out;
    for (const char c : text)
        out += c == ',' ? std::string(",,") : std::string(1, c);
    return out;
}

std::string kernelCommandLine(const MachineDescription &machine)
{
    // A panic becomes a reboot and, with -no-reboot, the end of the process: a dead guest never lingers.
    std::string line = "console=ttyS0 quiet panic=-1 reboot=t random.trust_cpu=on no_timer_check";
    // Without a known rate the kernel measures the counter against timers that do not run while the host is busy, and
    // hangs with no word (image-notes 4). KVM gives the guest a clock of its own.
    if (machine.acceleration == domain::Acceleration::Emulated && machine.tscKhz)
        line += " tsc_early_khz=" + std::to_string(*machine.tscKhz) + " tsc=reliable";
    return line;
}

std::vector<std::string> qemuArguments(const MachineDescription &machine)
{
    const Board board = machine.board;
    const std::string memory = std::to_string(machine.memory.value >> 20) + "M";
    const bool kvm = machine.acceleration == domain::Acceleration::Kvm;
    std::vector<std::string> out{"-name", "guest=" + optionValue(machine.name)};
    const auto add = [&out](std::initializer_list<std::string> more) {
        out.insert(out.end(), more);
    };
    const auto addAll = [&out](const std::vector<std::string> &more) {
        out.insert(out.end(), more.begin(), more.end());
    };
    // The processor waits for the monitor's `cont`: nothing that a guest does first is missed, and a clone does nothing
    // before it is complete.
    add({"-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-S"});
    if (machine.seccomp)
        add({"-sandbox", kSeccompOption});
    const bool savable = machine.origin != MachineDescription::Origin::Boot;
    add({"-M", boardOption(board, savable)});
    if (savable)
        addAll(savableOptions());
    if (kvm)
        add({"-accel", "kvm", "-cpu", "host"});
    else
        add({"-accel", "tcg,tb-size=128", "-cpu", "max"}); // MiB of translated code; the default grows to 1 GiB
    add({"-smp", std::to_string(machine.vcpus), "-m", memory});
    add({"-object", memoryObject(machine, memory)}); // and no balloon: it would punch holes in what clones share
    addAll(beginning(machine));

    add({"-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"});
    add({"-qmp", "unix:" + optionValue(machine.monitorSocket) + ",server=on,wait=off"});
    add({"-device", "pvpanic", "-action", "panic=shutdown"});
    add({"-object", "rng-builtin,id=entropy", "-device", device(board, "virtio-rng") + ",rng=entropy"});

    add({"-device", device(board, "virtio-serial") + ",id=ports"});
    add({"-chardev", "socket,id=control,path=" + optionValue(machine.controlSocket) + ",server=on,wait=off"});
    add({"-device", "virtserialport,bus=ports.0,nr=1,chardev=control,name=gb.ctl"});
    if (!machine.networkSocket.empty()) { // a state that was saved without the port is loaded without it
        add({"-chardev", "socket,id=network,path=" + optionValue(machine.networkSocket) + ",server=on,wait=off"});
        add({"-device", "virtserialport,bus=ports.0,nr=2,chardev=network,name=gb.net"});
    }

    add({"-blockdev", "driver=file,node-name=root-file,read-only=on,filename=" + optionValue(machine.rootDisk)});
    add({"-blockdev", "driver=raw,node-name=root,read-only=on,file=root-file"});
    add({"-device", device(board, "virtio-blk") + ",id=disk-root,drive=root,serial=gb-root"});

    addAll(workDiskChain(machine));
    add({"-device", device(board, "virtio-blk") + ",id=" + kWorkDevice + ",drive=" + kWorkNode + ",serial=gb-work"});
    return out;
}

} // namespace glovebox::qemu
