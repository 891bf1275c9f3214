#include "core/qemu/host_survey.h"

#include "core/base/subprocess.h"
#include "core/base/text.h"
#include "core/qemu/later.h"
#include "core/qemu/memory/looking.h"
#include "core/qemu/memory/memory_file.h"
#include "core/qemu/qmp_line.h"
#include "core/qemu/tsc_meter.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <array>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

constexpr ByteCount kReasonMax{300};
/// These programs print and end; a host on which one takes longer cannot run a guest either.
constexpr std::chrono::milliseconds kQueryTimeout{20'000};
constexpr const char *kMonitorQuestions = R"({"execute":"qmp_capabilities","id":1}
{"execute":"query-commands","id":2}
{"execute":"quit","id":3}
)";
constexpr std::array kCommandsOfCloning{"xen-save-devices-state", "add-fd", "getfd", "migrate-incoming"};
constexpr std::array kCommandsOfSnapshots{"blockdev-add", "blockdev-snapshot", "blockdev-del", "remove-fd"};

/// Deletes itself once it has answered or was let go of.
class Survey : public QObject {
public:
    explicit Survey(Callback<HostFacts> done) : m_done(std::move(done))
    {
        later(this, [this] { findPrograms(); });
    }

    void abandon()
    {
        if (!std::exchange(m_done, nullptr))
            return;
        m_step.cancel();
        deleteLater();
    }

private:
    void findPrograms()
    {
        if (!m_done)
            return; // let go of before it began
        for (const char *program : {"qemu-img", "mkfs.ext4"})
            if (auto found = findProgram(program); !found)
                return finish(tl::unexpected(found.error()));
        auto qemu = findProgram("qemu-system-x86_64");
        if (!qemu)
            return finish(tl::unexpected(qemu.error()));
        m_facts.qemu = *qemu;
        collectWrappers();
        m_facts.confinement.seccomp.on = true;
        askForMachines();
    }

    void collectWrappers()
    {
        const bool root = ::geteuid() == 0;
        auto &facts = m_facts.confinement;
        facts.unprivileged = {
            !root, root ? "QEMU runs as root, because Glovebox does and setpriv or bubblewrap is missing" : ""};
        auto bwrap = findProgram("bwrap");
        if (!bwrap) {
            facts.bubblewrap = {false, "bubblewrap (bwrap) is not installed"};
            return;
        }
        const auto setpriv = findProgram("setpriv");
        Wrapper wrapper{Wrapping::Bubblewrap, *bwrap, setpriv.value_or(std::string()), readTopLevel()};
        if (root && setpriv) {
            wrapper.wrapping = Wrapping::BubblewrapAsNobody;
            m_candidates.push_back(wrapper);
            wrapper.wrapping = Wrapping::Bubblewrap;
        }
        m_candidates.push_back(wrapper);
    }

    /// The first try also shows whether this QEMU has its system call filter built in.
    void askForMachines()
    {
        ProcessSpec query{.program = m_facts.qemu, .arguments = {"-machine", "help"}, .timeout = kQueryTimeout};
        if (m_facts.confinement.seccomp.on)
            query.arguments = {"-sandbox", kSeccompOption, "-machine", "help"};
        m_step = runProcess(query, [this](Result<ProcessOutcome> outcome) {
            auto &seccomp = m_facts.confinement.seccomp;
            if (!outcome && seccomp.on) {
                seccomp = {false, "this QEMU was built without its system call filter: " + shortened(outcome.error())};
                return askForMachines();
            }
            if (!outcome)
                return finish(tl::unexpected(inContext("asking QEMU for its machines", outcome.error())));
            m_facts.seccomp = seccomp.on;
            using Board = MachineDescription::Board;
            m_facts.board = listsMachine(outcome->standardOutput, "microvm") ? Board::Microvm : Board::Q35;
            tryNextWrapper();
        });
    }

    /// Having QEMU print its version from inside shows that the whole wrapping works, libraries included.
    void tryNextWrapper()
    {
        const bool bare = m_candidates.empty();
        m_facts.wrapper = bare ? Wrapper{} : m_candidates.front();
        const auto command = confined(m_facts.wrapper, {}, {m_facts.qemu, {"--version"}});
        ProcessSpec query{.program = command.program, .arguments = command.arguments, .timeout = kQueryTimeout};
        m_step = runProcess(query, [this, bare](Result<ProcessOutcome> outcome) {
            if (!outcome && bare)
                return finish(tl::unexpected(inContext("asking QEMU for its version", outcome.error())));
            if (!outcome) {
                noteFailure(m_candidates.front().wrapping, outcome.error());
                m_candidates.erase(m_candidates.begin());
                return tryNextWrapper();
            }
            if (!bare)
                m_facts.confinement.bubblewrap = {true, {}};
            if (m_facts.wrapper.wrapping == Wrapping::BubblewrapAsNobody)
                m_facts.confinement.unprivileged = {true, {}};
            m_facts.version = parseQemuVersion(outcome->standardOutput);
            if (m_facts.version.empty())
                return finish(fail(ErrorCode::HostToolFailed, m_facts.qemu + " does not say which version it is"));
            askForCloning();
        });
    }

    /// The options and commands that cloning needs, tried on a QEMU that runs nothing. Not having them fails nothing.
    void askForCloning()
    {
        auto possible = memory::tryMemoryFiles();
        auto questions = memory::MemoryFile::holding("glovebox-questions", kMonitorQuestions);
        if (!possible || !questions)
            return noCloning(possible ? questions.error() : possible.error());
        m_questions.emplace(*std::move(questions));
        ProcessSpec query{.program = m_facts.qemu, .standardInputFile = m_questions->path(), .timeout = kQueryTimeout};
        query.arguments = {"-nodefaults",
                           "-no-user-config",
                           "-display",
                           "none",
                           "-S",
                           "-accel",
                           "tcg",
                           "-M",
                           boardOption(m_facts.board, true),
                           "-m",
                           "16M",
                           "-object",
                           "memory-backend-ram,id=ram,size=16M",
                           "-incoming",
                           "defer",
                           "-qmp",
                           "stdio"};
        const auto options = savableOptions();
        query.arguments.insert(query.arguments.end(), options.begin(), options.end());
        if (m_facts.seccomp)
            query.arguments.insert(query.arguments.end(), {"-sandbox", kSeccompOption});
        m_step = runProcess(query, [this](Result<ProcessOutcome> outcome) {
            if (!outcome)
                return noCloning({ErrorCode::Unsupported, shortened(outcome.error())});
            for (const char *command : kCommandsOfCloning)
                if (!listsCommand(outcome->standardOutput, command))
                    return noCloning({ErrorCode::Unsupported, std::string("it has no command ") + command});
            for (const char *command : kCommandsOfSnapshots)
                if (!listsCommand(outcome->standardOutput, command))
                    noSnapshots({ErrorCode::Unsupported, std::string("this QEMU has no command ") + command});
            if (auto looked = memory::tryLooking(); !looked)
                noSnapshots(looked.error());
            waitForMeter();
        });
    }

    void noCloning(const Error &why)
    {
        m_facts.noCloning =
            Error{ErrorCode::Unsupported, "sandboxes cannot be cloned here, each is booted: " + why.detail};
        noSnapshots({ErrorCode::Unsupported, "only clones can be snapshot, and none can be made here"});
        waitForMeter();
    }

    void noSnapshots(const Error &why)
    {
        m_facts.noSnapshots =
            Error{ErrorCode::Unsupported, "snapshots of sandboxes cannot be taken here: " + why.detail};
    }

    void noteFailure(Wrapping wrapping, const Error &error)
    {
        auto &facts = m_facts.confinement;
        if (wrapping == Wrapping::BubblewrapAsNobody)
            facts.unprivileged = {false,
                                  "QEMU runs as root: becoming an unprivileged user failed: " + shortened(error)};
        facts.bubblewrap = {false,
                            "bubblewrap does not work here (user namespaces may be switched off): " + shortened(error)};
    }

    void waitForMeter()
    {
        if ((m_facts.tscKhz = m_meter.khz()))
            return finish(std::move(m_facts));
        QTimer::singleShot(TscMeter::kSpan, this, [this] {
            m_facts.tscKhz = m_meter.khz();
            finish(std::move(m_facts));
        });
    }

    static std::string shortened(const Error &error) { return lastOf(error.detail, kReasonMax); }

    void finish(Result<HostFacts> result)
    {
        if (auto done = std::exchange(m_done, nullptr)) {
            deleteLater();
            done(std::move(result));
        }
    }

    Callback<HostFacts> m_done;
    HostFacts m_facts;
    std::vector<Wrapper> m_candidates;
    TscMeter m_meter;
    std::optional<memory::MemoryFile> m_questions;
    Call m_step;
};

} // namespace

Call surveyHost(Callback<HostFacts> done)
{
    auto *survey = new Survey(std::move(done)); // deletes itself
    return Call([guard = QPointer<Survey>(survey)] {
        if (guard)
            guard->abandon();
    });
}

std::string parseQemuVersion(std::string_view text)
{
    constexpr std::string_view lead = "QEMU emulator version ";
    if (!text.starts_with(lead))
        return {};
    text.remove_prefix(lead.size());
    return std::string(text.substr(0, text.find_first_not_of("0123456789.")));
}

bool listsCommand(std::string_view monitorOutput, std::string_view command)
{
    while (!monitorOutput.empty()) {
        const auto line = monitorOutput.substr(0, monitorOutput.find('\n'));
        monitorOutput.remove_prefix(std::min(monitorOutput.size(), line.size() + 1));
        const auto message = parseQmpLine(line);
        const auto *reply = message ? std::get_if<QmpReply>(&*message) : nullptr;
        if (!reply || !reply->value.is_array())
            continue;
        for (const auto &each : reply->value)
            if (each.is_object() && each.contains("name") && each["name"] == command)
                return true;
    }
    return false;
}

bool listsMachine(std::string_view help, std::string_view machine)
{
    while (!help.empty()) {
        const auto line = help.substr(0, help.find('\n'));
        if (line.starts_with(machine) && line.substr(machine.size(), 1) == " ")
            return true;
        help.remove_prefix(std::min(help.size(), line.size() + 1));
    }
    return false;
}

} // namespace glovebox::qemu
