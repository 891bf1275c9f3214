// Role: `gloveboxctl image pull` and `import`: brings an image in from a registry, a folder or a file.
#include "app/cli/image_commands.h"
#include "app/compose/shutdown_signals.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "core/images/oci/reference.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFileInfo>
#include <QRegularExpression>

#include <optional>

namespace glovebox::cli {

namespace {

constexpr const char *kNotImported = "The image was not imported.";

struct ImportCommand : LibraryCommand {
    std::string source;
    std::string name;
    std::string authFile;
    bool plainHttp = false;
    bool takesFiles = false; // `import`: a bare name is a file's before it is one in a registry
};

std::string shownDetail(const ports::ImportProgress &progress)
{
    std::string text;
    if (progress.layers > 0 && progress.step.find(" of ") == std::string::npos)
        text += " " + std::to_string(progress.layersDone) + " of " + std::to_string(progress.layers) + " layers";
    if (progress.total.value > 0)
        text += ", " + format::part(progress.done, progress.total).toStdString();
    return text + (progress.line.empty() ? "" : ": " + progress.line);
}

bool isBareName(const QString &name)
{
    return !name.startsWith(QLatin1Char('/')) && !name.startsWith(QLatin1Char('.'));
}

/// What is meant: a file here is, and what is called like an archive would be looked for in a registry in vain.
Result<std::string> meantBy(const ImportCommand &options)
{
    const auto name = QString::fromStdString(options.source);
    if (!options.takesFiles || !isBareName(name))
        return options.source;
    if (QFileInfo(name).isFile())
        return "./" + options.source;
    static const QRegularExpression archive(QStringLiteral("^[^:]+\\.(tar|tgz|tar\\.(gz|zst|xz|bz2))$"));
    if (archive.match(name).hasMatch())
        return fail(ErrorCode::NotFound, "there is no file " + format::shownLine(name).toStdString() + " here");
    return options.source;
}

/// With `pull` a bare name is one in a registry, also where a file is called so.
int notImported(const ImportCommand &options, const Error &error)
{
    const int status = complainOfImage(kNotImported, error, format::Area::Import);
    const auto name = QString::fromStdString(options.source);
    if (isBareName(name) && QFileInfo::exists(name))
        std::fprintf(stderr, "There is a file of that name here; for that one write ./%s\n",
                     qUtf8Printable(format::shownLine(name)));
    return status;
}

int bringIn(const ImportCommand &options)
{
    const auto meant = meantBy(options);
    auto source = meant ? images::parseImageSource(*meant) : tl::unexpected(meant.error());
    if (!source)
        return notImported(options, source.error());
    auto open = openLibrary(options, Folder::MayBeMade);
    if (!open)
        return complainOfImage(kNotImported, open.error());
    ports::ImageImport wanted{*source, options.name, options.authFile, options.plainHttp};
    if (!wanted.authFile.empty()) // tools run elsewhere
        wanted.authFile = QFileInfo(QString::fromStdString(wanted.authFile)).absoluteFilePath().toStdString();
    std::optional<Result<domain::Image>> answer;
    QEventLoop loop;
    auto line = std::make_unique<StepLine>();
    auto call = open->library->import(
        std::move(wanted),
        [&](const ports::ImportProgress &progress) { line->show(progress.step, shownDetail(progress)); },
        [&](Result<domain::Image> image) {
            answer = std::move(image);
            loop.quit();
        });
    const compose::ShutdownSignals stop([&](int) { loop.quit(); });
    loop.exec();
    line.reset();
    if (!answer) {
        call.cancel(); // its tools are gone and its folders removed with the library, below
        return complain("Interrupted. What was fetched is kept for the next try.", kExitInterrupted);
    }
    if (!*answer)
        return notImported(options, answer->error());
    const auto &image = **answer;
    awaitSeen(options, image);
    if (options.json)
        printImageJson(imageJson(image));
    else
        std::printf("%s\n", image.id.value().c_str());
    return 0;
}

} // namespace

void addImageImport(CLI::App &image, Action &chosen)
{
    for (const auto &[name, about] :
         {std::pair("pull", "fetch an image from a registry"),
          std::pair("import", "take an image from a registry, an OCI layout, an archive or a tarball")}) {
        auto options = std::make_shared<ImportCommand>();
        options->takesFiles = std::string_view(name) == "import";
        auto *command = image.add_subcommand(name, about);
        command
            ->add_option("source", options->source,
                         "registry.example/team/app:1, oci:FOLDER[:TAG], docker-archive:FILE[:NAME:TAG], "
                         "oci-archive:FILE[:TAG], tarball:FILE, or the path of a file or folder")
            ->required();
        command->add_option("--name", options->name, "call it so; without it: as in the source");
        command->add_option("--auth-file", options->authFile,
                            "the registry's credentials, as docker login and podman login keep them");
        command->add_flag("--plain-http", options->plainHttp, "speak to the registry without TLS");
        addLibraryOptions(*command, *options, "print what was imported, as JSON");
        command->callback([&chosen, options] {
            chosen = [options] {
                return bringIn(*options);
            };
        });
    }
}

} // namespace glovebox::cli
