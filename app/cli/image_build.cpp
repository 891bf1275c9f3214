// Role: `gloveboxctl image build agent`: says what that takes, asks, and builds it, with progress on standard error.
#include "app/compose/image_build.h"
#include "app/cli/image_commands.h"
#include "app/compose/shutdown_signals.h"
#include "app/format/quantities.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QTimer>

#include <memory>
#include <unistd.h>

namespace glovebox::cli {

namespace {

constexpr const char *kNotBuilt = "The agent image could not be built.";
constexpr std::size_t kAnswerMax = 64;
constexpr std::chrono::seconds kPipeAnswersWithin{10};

struct ImageBuildOptions : LibraryCommand {
    bool yes = false;
    bool anew = false;
    bool inMachine = false;
};

class AgentBuild {
public:
    AgentBuild(ImageBuildOptions options, images::BuildOptions build, images::DiskImageLibrary &library)
        : m_options(std::move(options)), m_build(std::move(build)), m_library(library)
    {
    }

    int run()
    {
        m_call = m_library.find(m_build.name, [this](const Result<domain::Image> &known) {
            if (known && !m_build.anew && isOfThisRecipe(*known))
                return finished(*known, true);
            m_call = build();
        });
        const compose::ShutdownSignals stop([this](int times) {
            m_line.reset();
            m_interrupted = true;
            if (times > 1 || !m_building)
                return QCoreApplication::exit(kExitInterrupted);
            std::fprintf(stderr, "Stopping. What was fetched is kept for a week.\n");
            m_question.reset();
            m_call.cancel();
        });
        return QCoreApplication::exec();
    }

private:
    bool isOfThisRecipe(const domain::Image &image) const
    {
        const auto label = image.config.labels.find(images::kRecipeLabel);
        return image.origin == domain::ImageOrigin::Built && label != image.config.labels.end() &&
               label->second == m_build.recipe.rootKey();
    }

    Call build()
    {
        m_building = true;
        m_line = std::make_unique<StepLine>();
        return images::buildImage(
            m_build, {[this](const images::BuildProgress &progress) { show(progress); },
                      [this](const images::BuildPlan &plan, Callback<> done) { return agree(plan, std::move(done)); },
                      [this](Result<images::BuiltImage> built) { adopt(built); },
                      [this] {
                          QCoreApplication::exit(m_interrupted ? kExitInterrupted : kExitFailed);
                      }});
    }

    void show(const images::BuildProgress &progress)
    {
        if (!m_line)
            return;
        auto step = progress.what;
        if (progress.steps > 0)
            step = '[' + std::to_string(progress.step) + '/' + std::to_string(progress.steps) + "] " + step;
        std::string more = progress.line;
        if (progress.total.value > 0)
            more = format::part(std::min(progress.done, progress.total), progress.total).toStdString();
        m_line->show(step, more.empty() ? more : ": " + more);
    }

    Call agree(const images::BuildPlan &plan, Callback<> done)
    {
        m_line = std::make_unique<StepLine>(); // the old one goes from the screen
        std::fprintf(stderr, "%s", qUtf8Printable(planText(plan)));
        if (m_options.yes) {
            QMetaObject::invokeMethod(
                &m_context, [done = std::move(done)] { done({}); }, Qt::QueuedConnection);
            return {};
        }
        std::fprintf(stderr, "Build it? [Y/n] "); // of a pipe, too: its answer is one
        m_question = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
        QObject::connect(m_question.get(), &QSocketNotifier::activated, m_question.get(),
                         [this, done] { answered(done); });
        // A pipe or a socket that is open and says nothing is nobody, too.
        if (::isatty(STDIN_FILENO) == 0)
            QTimer::singleShot(kPipeAnswersWithin, m_question.get(), [this, done] { unanswered(done); });
        return Call([this] { m_question.reset(); });
    }

    void answered(const Callback<> &given)
    {
        const auto done = given; // goes with the question
        std::array<char, kAnswerMax> answer{};
        const auto got = ::read(STDIN_FILENO, answer.data(), answer.size());
        const bool isPiped = ::isatty(STDIN_FILENO) == 0;
        if (got <= 0 && isPiped)
            return unanswered(done);
        m_question.release()->deleteLater();
        if (isPiped)
            std::fprintf(stderr, "\n");
        done(isYes({answer.data(), std::max<qsizetype>(got, 0)}) ? Result<>()
                                                                 : fail(ErrorCode::Cancelled, "not wanted"));
    }

    void unanswered(const Callback<> &given)
    {
        const auto done = given; // goes with the question
        m_question.release()->deleteLater();
        std::fprintf(stderr, "\n");
        m_nobodyAnswers = true;
        done(fail(ErrorCode::Cancelled, "nobody answers"));
    }

    /// What is neither yes nor the return key is no; so is the end of what a terminal gives.
    static bool isYes(QByteArrayView answer)
    {
        const auto said = answer.trimmed().toByteArray().toLower();
        return said == "y" || said == "yes" || (said.isEmpty() && !answer.isEmpty());
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
        if (!plan.inMachine)
            return text + QStringLiteral("  time         after fetching about a minute of processor time\n");
        if (!plan.whyInMachine.empty())
            text += QStringLiteral("  where        in a virtual machine, since this user is not given %1\n")
                        .arg(QString::fromStdString(plan.whyInMachine));
        return text + QStringLiteral("  time         after fetching minutes with KVM, about half an hour without\n");
    }

    void adopt(const Result<images::BuiltImage> &built)
    {
        m_line.reset();
        m_building = false;
        if (built)
            m_call = m_library.adopt(*built, [this, wasThere = built->wasThere](const Result<domain::Image> &image) {
                finished(image, wasThere);
            });
        else
            finished(tl::unexpected(built.error()), false);
    }

    void finished(const Result<domain::Image> &image, bool wasThere)
    {
        if (m_nobodyAnswers)
            return QCoreApplication::exit(
                complain(std::string(kNotBuilt) + " Nobody is there to be asked: say --yes.", kExitUsage));
        if (!image && image.error().code == ErrorCode::Cancelled) {
            std::fprintf(stderr, "Nothing was built.\n");
            return QCoreApplication::exit(kExitFailed);
        }
        if (!image)
            return QCoreApplication::exit(complainOfImage(kNotBuilt, image.error()));
        awaitSeen(m_options, *image);
        if (m_options.json) {
            auto json = imageJson(*image);
            json["was_there"] = wasThere;
            printImageJson(json);
        } else {
            std::fprintf(stderr, "%s\n",
                         qUtf8Printable(QStringLiteral("The agent image is %1: %2, %3 unpacked.")
                                            .arg(wasThere ? QStringLiteral("there already") : QStringLiteral("ready"),
                                                 format::bytes(image->rootSize), format::bytes(image->contentSize))));
        }
        QCoreApplication::exit(0);
    }

    ImageBuildOptions m_options;
    images::BuildOptions m_build;
    images::DiskImageLibrary &m_library;
    std::unique_ptr<StepLine> m_line;
    QObject m_context;
    std::unique_ptr<QSocketNotifier> m_question;
    bool m_building = false;
    bool m_interrupted = false;
    bool m_nobodyAnswers = false; // to the question
    Call m_call;
};

int buildAgent(const ImageBuildOptions &options)
{
    const auto open = openLibrary(options, Folder::MayBeMade);
    if (!open)
        return complain(kNotBuilt, open.error(), format::Area::Image);
    auto build = compose::agentBuildOptions(open->paths);
    if (!build)
        return complain(kNotBuilt, build.error(), format::Area::Image);
    build->anew = options.anew;
    build->inMachine = options.inMachine;
    return AgentBuild(options, std::move(*build), *open->library).run();
}

} // namespace

void addImageBuild(CLI::App &image, Action &chosen)
{
    auto *command = image.add_subcommand("build", "build an image from the distribution's packages");
    command->require_subcommand(1);
    auto *agent = command->add_subcommand("agent", "build tools, git, Python, Node and the Anthropic SDK");
    auto options = std::make_shared<ImageBuildOptions>();
    addLibraryOptions(*agent, *options, "print what was built, as JSON");
    agent->add_flag("--yes,-y", options->yes, "do not ask");
    agent->add_flag("--anew", options->anew, "from today's packages, also when it is there");
    agent->add_flag("--in-vm", options->inMachine,
                    "install the packages in a virtual machine, also where this user could do it on this host");
    agent->callback([&chosen, options] {
        chosen = [options] {
            return buildAgent(*options);
        };
    });
}

} // namespace glovebox::cli
