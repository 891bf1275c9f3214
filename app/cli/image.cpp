// Role: `gloveboxctl image prepare`: makes the guest image ready, with progress on standard error.
#include "app/cli/commands.h"
#include "app/cli/image_build.h"
#include "app/compose/image_store.h"
#include "app/compose/secret_files.h"
#include "app/compose/shutdown_signals.h"
#include "app/format/foreign_text.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <memory>
#include <unistd.h>

namespace glovebox::cli {

namespace {

constexpr const char *kNotPrepared = "The guest image could not be prepared.";

struct ImageOptions {
    std::string dataDir;
    std::string imageDir;
    bool json = false;
};

/// One line that is rewritten on a terminal, a line a step elsewhere.
class ProgressLine {
public:
    void show(const ports::ImageProgress &progress)
    {
        const auto step =
            "[" + std::to_string(progress.step) + "/" + std::to_string(progress.steps) + "] " + progress.what;
        if (m_terminal)
            std::fprintf(stderr, "\r\033[K%s",
                         qUtf8Printable(shown(step + (progress.line.empty() ? "" : ": " + progress.line))));
        else if (step != m_last)
            std::fprintf(stderr, "%s\n", step.c_str());
        m_last = step;
    }
    ~ProgressLine()
    {
        if (m_terminal && !m_last.empty())
            std::fprintf(stderr, "\r\033[K");
    }

private:
    /// What a tool prints may hold anything.
    static QString shown(const std::string &text)
    {
        return format::shownLine(QString::fromStdString(text)).left(kWidth);
    }

    static constexpr qsizetype kWidth = 110;
    bool m_terminal = ::isatty(STDERR_FILENO) == 1;
    std::string m_last;
};

int prepare(const ImageOptions &options)
{
    compose::forgetSecrets();
    if (!options.imageDir.empty())
        if (const auto there = compose::checkImageDir(options.imageDir); !there)
            return complain(there.error().detail, kExitUsage);
    const auto paths = system::Paths::create(options.dataDir);
    if (!paths)
        return complain(kNotPrepared, paths.error());
    const auto store = compose::makeImageStore(*paths, options.imageDir);
    if (!store)
        return complain(kNotPrepared, store.error());
    int status = kExitFailed;
    auto line = std::make_unique<ProgressLine>();
    const auto call = (*store)->prepare([&](const ports::ImageProgress &progress) { line->show(progress); },
                                        [&](Result<ports::GuestImage> image) {
                                            line.reset();
                                            if (!image) {
                                                complain(kNotPrepared, image.error());
                                            } else {
                                                status = 0;
                                                if (options.json)
                                                    std::printf("%s\n", nlohmann::json{{"kernel", image->kernel},
                                                                                       {"initrd", image->initrd},
                                                                                       {"root", image->rootDisk},
                                                                                       {"key", image->key}}
                                                                            .dump()
                                                                            .c_str());
                                                else
                                                    std::fprintf(stderr, "The guest image is ready.\n");
                                            }
                                            QCoreApplication::exit(status);
                                        });
    const compose::ShutdownSignals stop([](int) { QCoreApplication::exit(kExitFailed); });
    return QCoreApplication::exec();
}

} // namespace

void addImage(CLI::App &app, Action &chosen)
{
    auto *image = app.add_subcommand("image", "guest images");
    image->require_subcommand(1);
    auto options = std::make_shared<ImageOptions>();
    auto *command =
        image->add_subcommand("prepare", "build the guest image from the distribution's packages, if it is not there");
    command->add_option("--data-dir", options->dataDir, "one folder for everything Glovebox keeps")
        ->envname("GLOVEBOX_DATA_DIR");
    command->add_option("--image-dir", options->imageDir, "check a finished image instead")
        ->envname("GLOVEBOX_IMAGE_DIR");
    command->add_flag("--json", options->json, "print where its parts are, as JSON");
    command->callback([&chosen, options] {
        chosen = [options] {
            return prepare(*options);
        };
    });
    addImageBuild(*image, chosen);
}

} // namespace glovebox::cli
