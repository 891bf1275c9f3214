// Role: `gloveboxctl image prepare`: makes the guest image ready, with progress on standard error. The other commands
// of `gloveboxctl image` are in image_*.cpp.
#include "app/cli/image_commands.h"
#include "app/compose/image_store.h"
#include "app/compose/secret_files.h"
#include "app/compose/shutdown_signals.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <memory>

namespace glovebox::cli {

namespace {

constexpr const char *kNotPrepared = "The guest image could not be prepared.";

struct ImageOptions {
    std::string dataDir;
    std::string imageDir;
    bool json = false;
};

void showStep(StepLine &line, const ports::ImageProgress &progress)
{
    line.show("[" + std::to_string(progress.step) + "/" + std::to_string(progress.steps) + "] " + progress.what,
              progress.line.empty() ? "" : ": " + progress.line);
}

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
    auto line = std::make_unique<StepLine>();
    const auto call = (*store)->prepare([&](const ports::ImageProgress &progress) { showStep(*line, progress); },
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
    auto *image = app.add_subcommand("image", "guest images: bring them in, list them, remove them");
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
    addImageImport(*image, chosen);
    addImageShelf(*image, chosen);
}

} // namespace glovebox::cli
