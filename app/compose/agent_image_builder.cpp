#include "app/compose/agent_image_builder.h"

#include "app/compose/image_build.h"
#include "app/format/quantities.h"

#include <memory>
#include <utility>

namespace glovebox::compose {

namespace {

constexpr const char *kAgentName = "agent";

bool isOfRecipe(const domain::Image &image, const images::BuildOptions &options)
{
    const auto label = image.config.labels.find(images::kRecipeLabel);
    return image.origin == domain::ImageOrigin::Built && label != image.config.labels.end() &&
           label->second == options.recipe.rootKey();
}

/// What it takes, in one line: the operator reads it while there is nothing large fetched yet.
std::string planLine(const images::BuildPlan &plan)
{
    return QStringLiteral("Fetching %1 for %2 packages, Node and the SDK (%3 are here already); it takes about %4 of "
                          "the disk, and %5 more while it is built")
        .arg(format::bytes(plan.toFetch))
        .arg(plan.packages)
        .arg(format::bytes(plan.fetched), format::bytes(plan.keeps), format::bytes(plan.needs))
        .toStdString();
}

} // namespace

/// One build: a look whether it is there, the build, and taking it in. Lives as long as its handle.
class AgentImageBuilder::Run {
public:
    Run(images::BuildOptions options, images::DiskImageLibrary &library,
        std::function<void(ports::ImportProgress)> progress, Callback<domain::Image> done)
        : m_options(std::move(options)), m_library(library), m_progress(std::move(progress)), m_done(std::move(done))
    {
    }

    void begin()
    {
        m_progress({.step = "Looking for the image of this recipe"});
        m_call = m_library.find(m_options.name, [this](const Result<domain::Image> &known) {
            if (known && !m_options.anew && isOfRecipe(*known, m_options))
                return finish(*known);
            m_call = build();
        });
    }

private:
    Call build()
    {
        return images::buildImage(m_options, {[this](const images::BuildProgress &progress) { tell(progress); },
                                              [this](const images::BuildPlan &plan, Callback<> agreed) {
                                                  return agree(plan, std::move(agreed));
                                              },
                                              [this](Result<images::BuiltImage> built) { adopt(std::move(built)); },
                                              [] {
                                              }});
    }
    void tell(const images::BuildProgress &progress)
    {
        ports::ImportProgress told;
        told.step = progress.what;
        if (progress.steps > 0)
            told.step += " (step " + std::to_string(progress.step) + " of " + std::to_string(progress.steps) + ")";
        told.done = std::min(progress.done, progress.total);
        told.total = progress.total;
        told.line = progress.line;
        m_progress(told);
    }
    Call agree(const images::BuildPlan &plan, Callback<> agreed)
    {
        m_progress({.step = planLine(plan)});
        auto context = std::make_shared<std::unique_ptr<QObject>>(std::make_unique<QObject>());
        QMetaObject::invokeMethod(
            context->get(), [agreed = std::move(agreed)] { agreed({}); }, Qt::QueuedConnection);
        return Call([context] { context->reset(); });
    }
    void adopt(Result<images::BuiltImage> built)
    {
        if (!built)
            return finish(tl::unexpected(built.error()));
        m_progress({.step = "Putting it among the images"});
        m_call = m_library.adopt(*std::move(built), [this](Result<domain::Image> image) { finish(std::move(image)); });
    }
    void finish(Result<domain::Image> image)
    {
        const auto done = std::move(m_done); // whoever is told may let go of us
        done(std::move(image));
    }

    images::BuildOptions m_options;
    images::DiskImageLibrary &m_library;
    std::function<void(ports::ImportProgress)> m_progress;
    Callback<domain::Image> m_done;
    Call m_call;
};

AgentImageBuilder::AgentImageBuilder(system::Paths paths, images::DiskImageLibrary &library)
    : m_paths(std::move(paths)), m_library(library)
{
}

std::string AgentImageBuilder::name() const
{
    return kAgentName;
}

std::string AgentImageBuilder::source() const
{
    return "the agent image's recipe";
}

Call AgentImageBuilder::build(bool anew, std::function<void(ports::ImportProgress)> progress,
                              Callback<domain::Image> done)
{
    auto options = agentBuildOptions(m_paths);
    if (!options) {
        auto context = std::make_shared<std::unique_ptr<QObject>>(std::make_unique<QObject>());
        QMetaObject::invokeMethod(
            context->get(), [done = std::move(done), why = options.error()] { done(tl::unexpected(why)); },
            Qt::QueuedConnection);
        return Call([context] { context->reset(); });
    }
    options->anew = anew;
    auto run = std::make_shared<std::unique_ptr<Run>>(
        std::make_unique<Run>(*std::move(options), m_library, std::move(progress), std::move(done)));
    (*run)->begin();
    return Call([run] { run->reset(); });
}

} // namespace glovebox::compose
