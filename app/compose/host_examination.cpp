#include "app/compose/host_examination.h"

#include "app/compose/image_store.h"
#include "app/compose/secret_files.h"
#include "app/compose/secret_status.h"
#include "core/base/limits.h"
#include "core/engine/acceleration_probe.h"
#include "core/guest/socket_connector.h"
#include "core/qemu/qemu_hypervisor.h"
#include "core/system/real_clock.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QTimer>

#include <deque>
#include <filesystem>

namespace glovebox::compose {

using system::Check;
using system::CheckGroup;
using system::CheckStatus;

namespace {

constexpr const char *kInstallAgain = "install Glovebox again, whole";
constexpr int kRemovalAttempts = 100;
constexpr std::chrono::milliseconds kRemovalPause{10};

} // namespace

// Members of a class of the header's: they have names.

/// Gone with the examination.
class ProbeFolder {
public:
    ProbeFolder() { m_folder.setAutoRemove(false); }
    ~ProbeFolder() { remove(); }
    ProbeFolder(const ProbeFolder &) = delete;
    ProbeFolder &operator=(const ProbeFolder &) = delete;
    std::string path() const { return m_folder.isValid() ? m_folder.path().toStdString() : std::string(); }
    /// False: something of it is still there. The supervisor that the probe had takes its own files away at the same
    /// moment, at which one removal gives up.
    bool remove() const
    {
        std::error_code error;
        if (m_folder.isValid())
            std::filesystem::remove_all(path(), error);
        return !m_folder.isValid() || !std::filesystem::exists(path(), error);
    }

private:
    QTemporaryDir m_folder{QStringLiteral("/tmp/glovebox-doctor-XXXXXX")};
};

/// A guest of the doctor's own, beside whatever runs here.
struct Probing {
    explicit Probing(std::string folder) : runtimeDir(std::move(folder)) {}
    std::string runtimeDir;
    system::RealClock clock;
    guest::SocketConnector connector{clock};
    std::unique_ptr<qemu::QemuHypervisor> hypervisor;
    std::unique_ptr<ports::ImageStore> images;
    std::unique_ptr<engine::AccelerationProbe> probe;
    Call call;

    void end()
    {
        call.cancel();
        probe.reset();
        images.reset();
        hypervisor.reset();
    }
};

namespace {

std::string inSeconds(std::chrono::milliseconds time)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

/// What we ask of the control plane at most, as the limits of this build have it.
Check requestLimits()
{
    return {"control-plane-requests",
            CheckGroup::Info,
            "Requests to the control plane",
            CheckStatus::Pass,
            "an idle environment polls every " + inSeconds(limits::kEmptyPollPauseMin) + " to " +
                inSeconds(limits::kEmptyPollPauseMax + limits::kPollBlock) + " s; a refused poll waits " +
                inSeconds(limits::kPollBackoffFirst) + " s, doubling up to " + inSeconds(limits::kPollBackoffMax) +
                " s, or as long as the control plane asks",
            "More windows never mean more requests: all share one reader.",
            "",
            ""};
}

} // namespace

/// A part of the examination: who has to be asked for its checks, and what is said when nobody answers.
struct Part {
    enum Kind { Qemu, ControlPlane, Secrets } kind;
    Check silent;
};

namespace {

const Part kParts[]{
    {Part::Qemu,
     {"qemu-usable", CheckGroup::Must, "QEMU answers", CheckStatus::Fail, "",
      "Every sandbox is a virtual machine of QEMU's.", "qemu-system-x86_64 --version", "No sandbox starts."}},
    {Part::ControlPlane,
     {"control-plane", CheckGroup::Should, "The control plane answers", CheckStatus::Warn, "",
      "work and results travel over it", "check the network, the proxy (https_proxy) and ANTHROPIC_BASE_URL",
      "no work arrives"}},
    {Part::Secrets,
     {"secret-store", CheckGroup::Must, "The store of secrets answers", CheckStatus::Fail, "",
      "it holds the key that the audit trail is made with", "gloveboxctl secret-store status",
      "Glovebox does not start"}}};

/// Which part knows about a check; none: the facts of the host.
std::optional<Part::Kind> partOf(const std::string &id)
{
    for (const auto &part : kParts)
        if (part.silent.id == id)
            return part.kind;
    for (const char *ofQemu : {"confinement-bubblewrap", "confinement-seccomp", "confinement-unprivileged",
                               "processor-shares", "acceleration"})
        if (id == ofQemu)
            return Part::Qemu;
    return {};
}

} // namespace

class HostExamination::Work {
public:
    Work(const Settings &settings, system::PathLayout folders, HostQuestion question,
         std::function<void(const Check &)> told, std::function<void()> done)
        : m_settings(settings), m_folders(std::move(folders)), m_question(std::move(question)), m_told(std::move(told)),
          m_done(std::move(done)), m_probing(m_runtime.path())
    {
        m_patience.setSingleShot(true);
        QObject::connect(&m_patience, &QTimer::timeout, &m_patience, [this] { passOver(); });
        m_turn.setSingleShot(true); // nothing is told from inside the constructor
        QObject::connect(&m_turn, &QTimer::timeout, &m_turn, [this] { begin(); });
        m_turn.start(0);
    }
    Work(const Work &) = delete;
    Work &operator=(const Work &) = delete;
    ~Work() { m_probing.end(); }

private:
    void begin()
    {
        const bool all = m_question.only.empty();
        const auto wanted = partOf(m_question.only);
        if (all || !wanted)
            tellFacts();
        for (const auto &part : kParts)
            if (all || part.kind == wanted)
                m_parts.push_back(&part);
        next();
    }

    void tellFacts()
    {
        for (auto &check : system::checkHost(m_folders, m_settings.engine.size))
            add(std::move(check));
        if (const auto agent = agentBinary(); !agent)
            add({"guest-agent", CheckGroup::Must, "Glovebox's part for guests", CheckStatus::Fail,
                 describe(agent.error()), "Every guest image has it.", kInstallAgain, "No sandbox starts."});
        add(requestLimits());
    }

    void next()
    {
        m_patience.stop();
        m_now = m_parts.empty() ? nullptr : m_parts.front();
        if (!m_now)
            return endSoon();
        m_parts.pop_front();
        m_patience.start(kPartTimeout);
        switch (m_now->kind) {
        case Part::Qemu:
            return examineQemu();
        case Part::ControlPlane:
            return examineControlPlane();
        case Part::Secrets:
            return examineSecrets();
        }
    }

    void passOver()
    {
        m_probing.end();
        m_reply.reset();
        m_secrets.cancel();
        Check check = m_now->silent;
        check.found = "no answer within " + inSeconds(kPartTimeout) + " s";
        add(std::move(check));
        next();
    }

    void examineQemu()
    {
        m_probing.call = qemu::QemuHypervisor::create(
            {.runtimeDir = m_probing.runtimeDir, .cacheDir = m_folders.cache, .diskDir = {}},
            [this](Result<std::unique_ptr<qemu::QemuHypervisor>> hypervisor) {
                if (!hypervisor) {
                    // A missing one is said already, with the package to install, unless it is our own.
                    const auto &error = hypervisor.error();
                    if (error.code != ErrorCode::HostToolMissing || error.detail.find("glovebox-") != std::string::npos)
                        add({"qemu-usable", CheckGroup::Must, "QEMU answers", CheckStatus::Fail,
                             describe(hypervisor.error()), "Every sandbox is a virtual machine of QEMU's.",
                             error.detail.find("glovebox-") == std::string::npos ? "" : kInstallAgain,
                             "No sandbox starts."});
                    return next();
                }
                m_probing.hypervisor = *std::move(hypervisor);
                addConfinement(m_probing.hypervisor->confinement());
                if (m_question.probe)
                    return prepareProbe();
                examineAcceleration();
            });
    }

    void addConfinement(const qemu::Confinement &confinement)
    {
        const auto fact = [this](const char *id, const char *title, const qemu::Confinement::Fact &of,
                                 const char *fix) {
            add({id, CheckGroup::Should, title, of.on ? CheckStatus::Pass : CheckStatus::Warn, of.on ? "on" : of.reason,
                 "a guest that breaks out of its virtual machine meets one more wall", of.on ? "" : fix,
                 of.on ? "" : "sandboxes run without this wall"});
        };
        fact("confinement-bubblewrap", "QEMU in own namespaces", confinement.bubblewrap, "apt-get install bubblewrap");
        fact("confinement-seccomp", "QEMU's system call filter", confinement.seccomp, "");
        fact("confinement-unprivileged", "QEMU without root", confinement.unprivileged, "");
        add({"processor-shares", CheckGroup::Info, "Processor weights", CheckStatus::Pass,
             "by scheduling priority: as nice values, in the kernel's steps of a quarter",
             "a sandbox of less weight gets less of a scarce processor", "", ""});
    }

    /// Without a probe: what a cheap look says.
    void examineAcceleration()
    {
        const auto may = m_probing.hypervisor->mayWork(domain::Acceleration::Kvm);
        Check check{"acceleration",
                    CheckGroup::Should,
                    "Hardware acceleration runs a guest",
                    CheckStatus::Warn,
                    "not tried; KVM can be opened",
                    "without it guests run 10 to 30 times slower",
                    "gloveboxctl doctor --probe",
                    "sandboxes run in software emulation, for evaluation only"};
        if (!may) {
            check.found = may.error().detail;
            check.fix.clear();
        }
        add(std::move(check));
        next();
    }

    void prepareProbe()
    {
        m_patience.stop(); // an image takes minutes to build, and a guest its time to boot
        const auto paths = system::Paths::create(m_settings.dataDir);
        if (!paths)
            return addProbe(tl::unexpected(paths.error()));
        auto images = makeImageStore(*paths, m_settings.imageDir);
        if (!images)
            return addProbe(tl::unexpected(images.error()));
        m_probing.images = *std::move(images);
        m_probing.call = m_probing.images->prepare(
            [](const ports::ImageProgress &) {},
            [this](Result<ports::GuestImage> image) {
                if (!image)
                    return addProbe(tl::unexpected(image.error()));
                m_probing.probe = std::make_unique<engine::AccelerationProbe>(m_probing.clock, *m_probing.hypervisor,
                                                                              m_probing.connector);
                m_probing.probe->run(*image, m_settings.engine.accelerate, true,
                                     [this](Result<ports::AccelerationReport> report) { addProbe(std::move(report)); });
            });
    }

    void addProbe(Result<ports::AccelerationReport> report)
    {
        const bool kvm = report && report->usable == domain::Acceleration::Kvm;
        add({"acceleration", CheckGroup::Should, "Hardware acceleration runs a guest",
             kvm ? CheckStatus::Pass : CheckStatus::Warn,
             kvm      ? "KVM: a guest booted with it"
             : report ? "software emulation: " + report->reason
                      : describe(report.error()),
             "without it guests run 10 to 30 times slower", "",
             kvm ? "" : "sandboxes run in software emulation, for evaluation only"});
        next();
    }

    /// Any answer at all is enough: no credential is sent, and nothing is claimed.
    void examineControlPlane()
    {
        const auto base = m_settings.baseUrl;
        QNetworkRequest request{QUrl(QString::fromStdString(base))};
        request.setTransferTimeout(10'000);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        m_reply.reset(m_network.head(request));
        QObject::connect(m_reply.get(), &QNetworkReply::finished, m_reply.get(), [this, base] {
            const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            const bool answered = status != 0;
            add({"control-plane", CheckGroup::Should, "The control plane answers",
                 answered ? CheckStatus::Pass : CheckStatus::Warn,
                 answered ? base + " answers" : base + ": " + m_reply->errorString().toStdString(),
                 "work and results travel over it",
                 answered ? "" : "check the network, the proxy (https_proxy) and ANTHROPIC_BASE_URL",
                 answered ? "" : "no work arrives"});
            next();
        });
    }

    void examineSecrets()
    {
        auto setup = secretSetup(m_folders.data);
        setup.choosing.wish = m_settings.secretStore;
        m_secrets = secretStatus(std::move(setup), [this](const Result<SecretStatus> &status) {
            if (status)
                add({"secret-store", CheckGroup::Must, "The store of secrets answers",
                     status->problem          ? CheckStatus::Fail
                     : status->advice.empty() ? CheckStatus::Pass
                                              : CheckStatus::Warn,
                     status->found, "it holds the key that the audit trail is made with", status->advice,
                     status->problem          ? "Glovebox does not start"
                     : status->advice.empty() ? ""
                                              : "copies of secrets lie about"});
            next();
        });
    }

    void add(Check check)
    {
        if (m_question.only.empty() || m_question.only == check.id)
            m_told(check);
    }

    /// In a turn of its own: the probe may be what calls.
    void endSoon(int attempts = kRemovalAttempts)
    {
        QTimer::singleShot(attempts == kRemovalAttempts ? std::chrono::milliseconds(0) : kRemovalPause, &m_network,
                           [this, attempts] {
                               m_probing.end();
                               if (m_runtime.remove() || attempts == 0)
                                   m_done(); // may end us
                               else
                                   endSoon(attempts - 1);
                           });
    }

    const Settings m_settings; // what it is about may change meanwhile
    const system::PathLayout m_folders;
    const HostQuestion m_question;
    std::function<void(const Check &)> m_told;
    std::function<void()> m_done;
    ProbeFolder m_runtime;
    QNetworkAccessManager m_network;
    std::unique_ptr<QNetworkReply> m_reply;
    Probing m_probing;
    Call m_secrets;
    QTimer m_turn;
    QTimer m_patience;
    std::deque<const Part *> m_parts;
    const Part *m_now = nullptr;
};

HostExamination::HostExamination(const Settings &settings, system::PathLayout folders, HostQuestion question,
                                 std::function<void(const Check &)> told, std::function<void()> done)
    : m_work(
          std::make_unique<Work>(settings, std::move(folders), std::move(question), std::move(told), std::move(done)))
{
}

HostExamination::~HostExamination() = default;

} // namespace glovebox::compose
