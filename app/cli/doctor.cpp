// Role: `gloveboxctl doctor`: can this host run sandboxes, and what to do if not. Facts of the host come from
// core/system; what only a running part can know (does a guest really run with KVM, how is QEMU confined, does the
// control plane answer) is added here.
#include "core/system/doctor.h"
#include "app/cli/commands.h"
#include "app/compose/image_store.h"
#include "app/compose/log_keeping.h"
#include "app/compose/secret_files.h"
#include "app/compose/secret_status.h"
#include "app/compose/settings.h"
#include "app/compose/shutdown_signals.h"
#include "app/format/foreign_text.h"
#include "core/engine/acceleration_probe.h"
#include "core/guest/socket_connector.h"
#include "core/qemu/qemu_hypervisor.h"
#include "core/system/real_clock.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QTimer>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace glovebox::cli {

namespace {

using system::Check;
using system::CheckGroup;
using system::CheckStatus;

constexpr const char *kInstallAgain = "install Glovebox again, whole";

struct DoctorOptions {
    compose::SettingTexts texts;
    bool json = false;
    bool probe = false;
};

constexpr int kRemovalAttempts = 100;
constexpr std::chrono::milliseconds kRemovalPause{10};

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

/// Gathers the checks that take time, one after the other, then prints all.
class Examination {
public:
    Examination(const compose::Settings &settings, system::PathLayout folders, bool json, bool probe)
        : m_settings(settings), m_folders(std::move(folders)), m_json(json), m_probe(probe),
          m_checks(system::checkHost(m_folders, settings.engine.size)), m_probing(m_runtime.path())
    {
        if (const auto agent = compose::agentBinary(); !agent)
            add({"guest-agent", CheckGroup::Must, "Glovebox's part for guests", CheckStatus::Fail,
                 describe(agent.error()), "Every guest image has it.", kInstallAgain, "No sandbox starts."});
        examineQemu();
    }

private:
    struct Probing { // a guest of the doctor's own, beside whatever runs here
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
                    return examineControlPlane();
                }
                m_probing.hypervisor = *std::move(hypervisor);
                addConfinement(m_probing.hypervisor->confinement());
                if (m_probe)
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

    /// Without --probe: what a cheap look and the last probe say.
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
        examineControlPlane();
    }

    void prepareProbe()
    {
        const auto paths = system::Paths::create(m_settings.dataDir);
        if (!paths)
            return addProbe(tl::unexpected(paths.error()));
        auto images = compose::makeImageStore(*paths, m_settings.imageDir);
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
        examineControlPlane();
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
            examineSecrets();
        });
    }

    void examineSecrets()
    {
        auto setup = compose::secretSetup(m_folders.data);
        setup.choosing.wish = m_settings.secretStore;
        m_secrets = compose::secretStatus(std::move(setup), [this](const Result<compose::SecretStatus> &status) {
            if (!status)
                return finish();
            add({"secret-store", CheckGroup::Must, "The store of secrets answers",
                 status->problem          ? CheckStatus::Fail
                 : status->advice.empty() ? CheckStatus::Pass
                                          : CheckStatus::Warn,
                 status->found, "it holds the key that the audit trail is made with", status->advice,
                 status->problem          ? "Glovebox does not start"
                 : status->advice.empty() ? ""
                                          : "copies of secrets lie about"});
            finish();
        });
    }

    void add(Check check) { m_checks.push_back(std::move(check)); }

    void finish()
    {
        std::ranges::stable_sort(m_checks, {}, &Check::group);
        const bool good = std::ranges::none_of(m_checks, [](const Check &check) {
            return check.group == CheckGroup::Must && check.status == CheckStatus::Fail;
        });
        if (m_json)
            printJson(good);
        else
            printText(good);
        leaveSoon(good ? 0 : kExitFailed, kRemovalAttempts);
    }

    /// In a turn of its own: the probe may be what calls.
    void leaveSoon(int status, int attempts)
    {
        QTimer::singleShot(attempts == kRemovalAttempts ? std::chrono::milliseconds(0) : kRemovalPause, &m_network,
                           [this, status, attempts] {
                               m_probing.end();
                               if (m_runtime.remove() || attempts == 0)
                                   QCoreApplication::exit(status);
                               else
                                   leaveSoon(status, attempts - 1);
                           });
    }

    void printJson(bool good) const
    {
        auto list = nlohmann::json::array();
        for (const auto &check : m_checks)
            list.push_back({{"id", check.id},
                            {"group", system::word(check.group)},
                            {"title", check.title},
                            {"status", system::word(check.status)},
                            {"found", check.found},
                            {"why", check.why},
                            {"fix", check.fix},
                            {"if_ignored", check.ifIgnored}});
        const nlohmann::json report{{"version", GLOVEBOX_VERSION}, {"can_run", good}, {"checks", std::move(list)}};
        std::printf("%s\n", report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    }

    void printText(bool good) const
    {
        const auto safe = [](const std::string &text) {
            return format::shownLine(QString::fromStdString(text).simplified()).toStdString();
        };
        for (const auto &check : m_checks) {
            const char *mark = check.status == CheckStatus::Pass   ? "ok  "
                               : check.status == CheckStatus::Warn ? "warn"
                                                                   : "FAIL";
            std::printf("%s  %-38s %s\n", mark, check.title.c_str(), safe(check.found).c_str());
            if (check.status == CheckStatus::Pass)
                continue;
            if (!check.ifIgnored.empty())
                std::printf("      if ignored: %s\n", check.ifIgnored.c_str());
            if (!check.fix.empty())
                std::printf("      fix:        %s\n", check.fix.c_str());
        }
        std::printf("\n%s\n",
                    good ? "This host can run sandboxes." : "This host cannot run sandboxes yet: mend what says FAIL.");
    }

    compose::Settings m_settings;
    system::PathLayout m_folders;
    ProbeFolder m_runtime;
    bool m_json = false;
    bool m_probe = false;
    std::vector<Check> m_checks;
    QNetworkAccessManager m_network;
    std::unique_ptr<QNetworkReply> m_reply;
    Probing m_probing;
    Call m_secrets;
};

int doctor(const DoctorOptions &options)
{
    auto texts = options.texts;
    const auto settings = compose::resolve(texts, {system::processorCount(), system::memoryFacts().total});
    if (!settings)
        return complain(settings.error().detail, kExitUsage);
    auto folders = system::layoutOfProcess(settings->dataDir);
    if (!folders)
        return complain(folders.error().detail, kExitUsage);
    compose::forgetSecrets();
    compose::logAs(*settings);
    const Examination examination(*settings, *std::move(folders), options.json, options.probe);
    const compose::ShutdownSignals stop([](int signal) { QCoreApplication::exit(128 + signal); });
    return QCoreApplication::exec();
}

} // namespace

void addDoctor(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<DoctorOptions>();
    auto *command = app.add_subcommand("doctor", "check whether this host can run sandboxes, and what to do if not");
    compose::addSettings(*command, options->texts);
    command->add_flag("--json", options->json, "machine-readable output");
    command->add_flag(
        "--probe", options->probe,
        "boot a guest to see whether hardware acceleration really works (builds the guest image if needed)");
    command->callback([&chosen, options] {
        chosen = [options] {
            return doctor(*options);
        };
    });
}

} // namespace glovebox::cli
