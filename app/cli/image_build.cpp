// Role: `gloveboxctl image build agent`: says what that takes, asks, and builds it, with progress on standard error.
#include "app/cli/image_build.h"

#include "app/cli/commands.h"
#include "app/compose/image_build.h"
#include "app/compose/secret_files.h"
#include "app/compose/shutdown_signals.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <nlohmann/json.hpp>

#include <memory>
#include <unistd.h>

namespace glovebox::cli {

namespace {

constexpr const char *kNotBuilt = "The agent image could not be built.";
constexpr std::size_t kAnswerMax = 64;

struct ImageBuildOptions {
    std::string dataDir;
    bool yes = false;
    bool json = false;
    bool anew = false;
};

/// One line that is rewritten on a terminal, a line a step elsewhere.
class BuildLine {
public:
    ~BuildLine() { clear(); }

    void show(const images::BuildProgress &progress)
    {
        auto text = QStringLiteral("%1").arg(QString::fromStdString(progress.what));
        if (progress.steps > 0)
            text = QStringLiteral("[%1/%2] %3").arg(progress.step).arg(progress.steps).arg(text);
        const auto step = text.toStdString();
        if (m_terminal) {
            if (progress.total.value > 0)
                text += QStringLiteral(": ") + format::part(std::min(progress.done, progress.total), progress.total);
            else if (!progress.line.empty())
                text += QStringLiteral(": ") + format::shownLine(QString::fromStdString(progress.line));
            std::fprintf(stderr, "\r\033[K%s", qUtf8Printable(text.left(kWidth)));
            m_shown = true;
        } else if (step != m_last) {
            std::fprintf(stderr, "%s\n", step.c_str());
        }
        m_last = step;
    }
    void clear()
    {
        if (std::exchange(m_shown, false))
            std::fprintf(stderr, "\r\033[K");
    }

private:
    static constexpr qsizetype kWidth = 110;
    bool m_terminal = ::isatty(STDERR_FILENO) == 1;
    bool m_shown = false;
    std::string m_last;
};

class AgentBuild {
public:
    AgentBuild(ImageBuildOptions options, images::BuildOptions build)
        : m_options(std::move(options)), m_build(std::move(build))
    {
    }

    int run()
    {
        m_call = images::buildImage(
            m_build, {[this](const images::BuildProgress &progress) { m_line.show(progress); },
                      [this](const images::BuildPlan &plan, Callback<> done) { return agree(plan, std::move(done)); },
                      [this](Result<images::BuiltImage> built) { finished(built); },
                      [] {
                          QCoreApplication::exit(kExitFailed);
                      }});
        const compose::ShutdownSignals stop([this](int times) {
            m_line.clear();
            if (times > 1 || m_finished)
                return QCoreApplication::exit(kExitFailed);
            std::fprintf(stderr, "Stopping. What was fetched is kept for a week.\n");
            m_question.reset();
            m_call.cancel();
        });
        return QCoreApplication::exec();
    }

private:
    Call agree(const images::BuildPlan &plan, Callback<> done)
    {
        m_line.clear();
        std::fprintf(stderr, "%s", qUtf8Printable(planText(plan)));
        if (!m_options.yes && ::isatty(STDIN_FILENO) == 1) {
            std::fprintf(stderr, "Build it? [Y/n] ");
            m_question = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
            QObject::connect(m_question.get(), &QSocketNotifier::activated, m_question.get(),
                             [this, done = std::move(done)] { answered(done); });
            return Call([this] { m_question.reset(); });
        }
        QMetaObject::invokeMethod(
            &m_context,
            [yes = m_options.yes, done = std::move(done)] {
                done(yes ? Result<>()
                         : Result<>(fail(ErrorCode::InvalidArgument,
                                         "nobody is there to be asked: say --yes when that is all right")));
            },
            Qt::QueuedConnection);
        return {};
    }

    void answered(const Callback<> &given)
    {
        const auto done = given; // goes with the question
        std::array<char, kAnswerMax> answer{};
        const auto got = ::read(STDIN_FILENO, answer.data(), answer.size());
        m_question.release()->deleteLater();
        const bool no = got <= 0 || answer[0] == 'n' || answer[0] == 'N';
        done(no ? Result<>(fail(ErrorCode::Cancelled, "not wanted")) : Result<>());
    }

    QString planText(const images::BuildPlan &plan) const
    {
        auto text = QStringLiteral("The agent image: %1 packages of Debian, Node and the Anthropic SDK.\n"
                                   "  to fetch     %2")
                        .arg(plan.packages)
                        .arg(format::bytes(plan.toFetch));
        if (plan.fetched.value > 0)
            text += QStringLiteral(" (%1 are here already)").arg(format::bytes(plan.fetched));
        text += QStringLiteral("\n  disk         about %1, and %2 more while it is built, in %3\n")
                    .arg(format::bytes(plan.keeps), format::bytes(plan.needs), QString::fromStdString(m_build.folder));
        return text + QStringLiteral("  time         after fetching, minutes: two on two busy cores\n");
    }

    void finished(const Result<images::BuiltImage> &built)
    {
        m_line.clear();
        m_finished = true;
        if (!built && built.error().code == ErrorCode::Cancelled) {
            std::fprintf(stderr, "Nothing was built.\n");
            return QCoreApplication::exit(kExitFailed);
        }
        if (!built)
            return QCoreApplication::exit(built.error().code == ErrorCode::InvalidArgument
                                              ? complain(built.error().detail, kExitUsage)
                                              : complain(kNotBuilt, built.error()));
        const auto root = built->root.path(images::kRootFile);
        if (m_options.json)
            std::printf("%s\n", nlohmann::json{{"name", built->name},
                                               {"digest", built->digest},
                                               {"root", root},
                                               {"rootBytes", built->rootSize.value},
                                               {"contentBytes", built->contentSize.value},
                                               {"entries", built->entries},
                                               {"wasThere", built->wasThere}}
                                    .dump()
                                    .c_str());
        else
            std::fprintf(
                stderr, "%s\n",
                qUtf8Printable(QStringLiteral("The agent image is %1: %2, %3 unpacked.")
                                   .arg(built->wasThere ? QStringLiteral("there already") : QStringLiteral("ready"),
                                        format::bytes(built->rootSize), format::bytes(built->contentSize))));
        QCoreApplication::exit(0);
    }

    ImageBuildOptions m_options;
    images::BuildOptions m_build;
    BuildLine m_line;
    QObject m_context;
    std::unique_ptr<QSocketNotifier> m_question;
    bool m_finished = false;
    Call m_call;
};

int buildAgent(const ImageBuildOptions &options)
{
    compose::forgetSecrets();
    const auto paths = system::Paths::create(options.dataDir);
    if (!paths)
        return complain(kNotBuilt, paths.error());
    auto build = compose::agentBuildOptions(*paths);
    if (!build)
        return complain(kNotBuilt, build.error());
    build->anew = options.anew;
    return AgentBuild(options, std::move(*build)).run();
}

} // namespace

void addImageBuild(CLI::App &image, Action &chosen)
{
    auto *command = image.add_subcommand("build", "build an image from the distribution's packages");
    command->require_subcommand(1);
    auto *agent = command->add_subcommand("agent", "build tools, git, Python, Node and the Anthropic SDK");
    auto options = std::make_shared<ImageBuildOptions>();
    agent->add_option("--data-dir", options->dataDir, "one folder for everything Glovebox keeps")
        ->envname("GLOVEBOX_DATA_DIR");
    agent->add_flag("--yes,-y", options->yes, "do not ask");
    agent->add_flag("--json", options->json, "print what was built, as JSON");
    agent->add_flag("--anew", options->anew, "from today's packages, also when it is there");
    agent->callback([&chosen, options] {
        chosen = [options] {
            return buildAgent(*options);
        };
    });
}

} // namespace glovebox::cli
