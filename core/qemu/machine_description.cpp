#include "core/qemu/machine_description.h"

namespace glovebox::qemu {

namespace {

using Board = MachineDescription::Board;

/// virtio devices hang on memory-mapped slots on microvm, on PCI elsewhere.
std::string device(Board board, const std::string &name)
{
    return board == Board::Microvm ? name + "-device" : name + "-pci";
}

std::string boardOption(Board board)
{
    // The cloud kernel finds microvm's devices through ACPI only. That makes the PIT and the PIC useless to it; the RTC
    // is kept because booting takes twice as long without (vmm-notes 1).
    if (board == Board::Microvm)
        return "microvm,acpi=on,rtc=on,pit=off,pic=off,isa-serial=on,x-option-roms=off,memory-backend=ram";
    return "q35,smm=off,sata=off,usb=off,vmport=off,memory-backend=ram";
}

} // namespace

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
    // The processor waits for the monitor's `cont`: nothing that a guest does first is missed.
    add({"-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-S"});
    if (machine.seccomp)
        add({"-sandbox", kSeccompOption});
    add({"-M", boardOption(board)});
    if (kvm)
        add({"-accel", "kvm", "-cpu", "host"});
    else
        add({"-accel", "tcg,tb-size=128", "-cpu", "max"}); // MiB of translated code; the default grows to 1 GiB
    add({"-smp", std::to_string(machine.vcpus), "-m", memory});
    add({"-object", "memory-backend-ram,id=ram,size=" + memory});
    add({"-kernel", machine.kernel, "-initrd", machine.initrd, "-append", kernelCommandLine(machine)});

    add({"-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"});
    add({"-qmp", "unix:" + optionValue(machine.monitorSocket) + ",server=on,wait=off"});
    add({"-device", "pvpanic", "-action", "panic=shutdown"});
    add({"-object", "rng-builtin,id=entropy", "-device", device(board, "virtio-rng") + ",rng=entropy"});

    add({"-device", device(board, "virtio-serial") + ",id=ports"});
    add({"-chardev", "socket,id=control,path=" + optionValue(machine.controlSocket) + ",server=on,wait=off"});
    add({"-device", "virtserialport,bus=ports.0,nr=1,chardev=control,name=gb.ctl"});

    add({"-blockdev", "driver=file,node-name=root-file,read-only=on,filename=" + optionValue(machine.rootDisk)});
    add({"-blockdev", "driver=raw,node-name=root,read-only=on,file=root-file"});
    add({"-device", device(board, "virtio-blk") + ",id=disk-root,drive=root,serial=gb-root"});

    // The backing node is named here, so that the name in the file's header is never followed.
    add({"-blockdev", "driver=file,node-name=blank-file,read-only=on,filename=" + optionValue(machine.blankDisk)});
    add({"-blockdev", "driver=qcow2,node-name=blank,read-only=on,file=blank-file"});
    add({"-blockdev", "driver=file,node-name=work-file,discard=unmap,filename=" + optionValue(machine.workDisk)});
    add({"-blockdev", "driver=qcow2,node-name=work,discard=unmap,file=work-file,backing=blank"});
    add({"-device", device(board, "virtio-blk") + ",id=disk-work,drive=work,serial=gb-work"});
    return out;
}

} // namespace glovebox::qemu
