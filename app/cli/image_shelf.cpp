// Role: `gloveboxctl image list`, `inspect`, `tag`, `remove`, `verify` and `prune`: what is in the library.
#include "app/cli/image_commands.h"
#include "app/cli/wait.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <algorithm>
#include <array>

namespace glovebox::cli {

namespace {

constexpr const char *kNotListed = "The images could not be listed.";
constexpr const char *kNotFound = "The image could not be looked at.";
constexpr const char *kNotNamed = "The image was not named.";
constexpr const char *kNotRemoved = "The image was not removed.";
constexpr const char *kNotVerified = "The image could not be verified.";
constexpr const char *kNotPruned = "What no image needs could not be removed.";

struct ShelfCommand : LibraryCommand {
    std::string image;
    std::string name;
};

QString shelfText(const std::string &text)
{
    return format::shownLine(QString::fromStdString(text));
}

QString day(const std::optional<WallTime> &at)
{
    return at ? format::fullTime(*at, QTimeZone::utc()).left(10) : QStringLiteral("-");
}

QString from(const domain::Image &image)
{
    if (image.origin == domain::ImageOrigin::Registry)
        return shelfText(image.source);
    return QString::fromUtf8(word(image.origin).data()) + QLatin1Char(' ') + shelfText(image.source);
}

using Row = std::array<QString, 5>;

void printTable(const std::vector<Row> &rows)
{
    std::array<qsizetype, 5> widths{};
    for (const auto &row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    for (const auto &row : rows) {
        QString line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += i + 1 < row.size() ? row[i].leftJustified(widths[i] + 2) : row[i];
        std::printf("%s\n", qUtf8Printable(line));
    }
}

Result<std::vector<domain::Image>> listed(OpenLibrary &open)
{
    return answerOf<std::vector<domain::Image>>([&](auto done) { return open.library->list(std::move(done)); });
}

/// By name, id, or the beginning of an id that no other has.
Result<domain::Image> find(OpenLibrary &open, const std::string &asked)
{
    GB_TRY(images, listed(open));
    std::vector<const domain::Image *> found;
    for (const auto &image : images)
        if (image.id.value() == asked || std::ranges::find(image.names, asked) != image.names.end())
            return image;
    for (const auto &image : images)
        if (asked.starts_with("img-") && asked.size() > 4 && image.id.value().starts_with(asked))
            found.push_back(&image);
    if (found.size() == 1)
        return *found.front();
    auto opened = found.empty()
                      ? answerOf<domain::Image>([&](auto done) { return open.library->find(asked, std::move(done)); })
                      : fail(ErrorCode::InvalidArgument, "several images have an id that begins so");
    return opened;
}

int list(const ShelfCommand &options)
{
    auto open = openLibrary(options, Folder::IsThere);
    if (!open)
        return complainOfImage(kNotListed, open.error());
    const auto images = listed(*open);
    if (!images)
        return complainOfImage(kNotListed, images.error());
    if (options.json) {
        auto all = nlohmann::ordered_json::array();
        for (const auto &image : *images)
            all.push_back(imageJson(image));
        printImageJson(all);
        return 0;
    }
    std::vector<Row> rows{{QStringLiteral("NAME"), QStringLiteral("ID"), QStringLiteral("SIZE"),
                           QStringLiteral("CREATED"), QStringLiteral("SOURCE")}};
    for (const auto &image : *images) {
        const Row row{QString(), shelfText(image.id.value()), format::bytes(image.rootSize), day(image.createdAt),
                      from(image)};
        auto names = image.names;
        if (names.empty())
            names.emplace_back("-");
        for (const auto &name : names) {
            rows.push_back(row);
            rows.back()[0] = shelfText(name);
        }
    }
    printTable(rows);
    return 0;
}

int inspect(const ShelfCommand &options)
{
    auto open = openLibrary(options, Folder::IsThere);
    if (!open)
        return complainOfImage(kNotFound, open.error());
    const auto image = find(*open, options.image);
    if (!image)
        return complainOfImage(kNotFound, image.error());
    printImageJson(imageJson(*image));
    return 0;
}

int tag(const ShelfCommand &options)
{
    auto open = openLibrary(options, Folder::IsThere);
    if (!open)
        return complainOfImage(kNotNamed, open.error());
    const auto image = find(*open, options.image);
    if (!image)
        return complainOfImage(kNotNamed, image.error());
    const auto named =
        answerOf<void>([&](auto done) { return open->library->setName(image->id, options.name, std::move(done)); });
    return named ? 0 : complainOfImage(kNotNamed, named.error());
}

/// What stands on its root is of this data folder; a program that runs has it locked besides.
Result<> nothingStandsOn(OpenLibrary &open, const domain::Image &image)
{
    using Roots = std::map<std::string, std::string>;
    GB_TRY(roots, answerOf<Roots>([&](auto done) { return open.library->roots(std::move(done)); }));
    const auto root = roots.find(image.id.value());
    if (root == roots.end())
        return {};
    // Another image may have the same root, which then stays.
    if (std::ranges::count_if(roots, [&](const auto &pair) { return pair.second == root->second; }) > 1)
        return {};
    const auto users = compose::whatStandsOn(open.paths, root->second);
    if (users.empty())
        return {};
    std::string names;
    for (const auto &user : users)
        names += (names.empty() ? "" : ", ") + user;
    return fail(ErrorCode::Conflict, names);
}

/// A name of several goes alone; the image with its last.
int remove(const ShelfCommand &options)
{
    auto open = openLibrary(options, Folder::IsThere);
    if (!open)
        return complainOfImage(kNotRemoved, open.error());
    const auto image = find(*open, options.image);
    if (!image)
        return complainOfImage(kNotRemoved, image.error());
    const bool byName = std::ranges::find(image->names, options.image) != image->names.end();
    Result<> removed;
    if (byName && image->names.size() > 1) {
        removed = answerOf<void>([&](auto done) { return open->library->removeName(options.image, std::move(done)); });
    } else {
        removed = nothingStandsOn(*open, *image);
        if (removed)
            removed = answerOf<void>([&](auto done) { return open->library->remove(image->id, std::move(done)); });
    }
    return removed ? 0 : complainOfImage(kNotRemoved, removed.error());
}

int verify(const ShelfCommand &options)
{
    auto open = openLibrary(options, Folder::IsThere);
    if (!open)
        return complainOfImage(kNotVerified, open.error());
    auto images = listed(*open);
    if (images && !options.image.empty()) {
        auto one = find(*open, options.image);
        if (!one)
            return complainOfImage(kNotVerified, one.error());
        images = std::vector{std::move(*one)};
    }
    if (!images)
        return complainOfImage(kNotVerified, images.error());
    int status = 0;
    for (const auto &image : *images) {
        auto line = std::make_unique<StepLine>();
        const auto sound = answerOf<ports::ImageProof>([&](auto done) {
            return open->library->verify(
                image.id,
                [&](ByteCount read, ByteCount total) {
                    line->show("Reading " + image.id.value(), " " + format::part(read, total).toStdString());
                },
                std::move(done));
        });
        line.reset();
        if (!sound)
            status = complainOfImage(kNotVerified, sound.error());
        else if (sound->gone == 0)
            std::printf("%s is whole\n", image.id.value().c_str());
        else
            std::printf("%s is whole; %zu of the files that it was made from are no longer kept\n",
                        image.id.value().c_str(), sound->gone);
    }
    return status;
}

int prune(const ShelfCommand &options)
{
    auto open = openLibrary(options, Folder::IsThere);
    if (!open)
        return complainOfImage(kNotPruned, open.error());
    const auto freed = answerOf<ByteCount>([&](auto done) { return open->library->collect(std::move(done)); });
    const auto usage = answerOf<ports::LibraryUsage>([&](auto done) { return open->library->usage(std::move(done)); });
    if (!freed || !usage)
        return complainOfImage(kNotPruned, freed ? usage.error() : freed.error());
    if (options.json)
        printImageJson({{"freed", freed->value},
                        {"roots", usage->roots.value},
                        {"layers", usage->layers.value},
                        {"unneeded", usage->unneeded.value}});
    else
        std::printf("Freed %s. Images take %s, and their layers %s.\n", qUtf8Printable(format::bytes(*freed)),
                    qUtf8Printable(format::bytes(usage->roots)), qUtf8Printable(format::bytes(usage->layers)));
    return 0;
}

struct ShelfEntry {
    const char *name;
    const char *about;
    int (*run)(const ShelfCommand &);
    const char *json; // what that prints; null: there is nothing to print
    bool takesImage = true;
    bool needsImage = true;
    bool takesName = false;
};
constexpr ShelfEntry kCommands[] = {
    {"list", "list the images that there are", list, "print them as JSON", false, false},
    {"inspect", "print all that is known of an image, as JSON", inspect, nullptr},
    {"tag", "give an image one more name", tag, nullptr, true, true, true},
    {"remove", "remove a name of an image, and the image with its last", remove, nullptr},
    {"verify", "read all of an image, or of all, and compare it with its checksums", verify, nullptr, true, false},
    {"prune", "remove layers and leftovers that no image needs", prune, "print what it freed, as JSON", false, false},
};

} // namespace

void addImageShelf(CLI::App &image, Action &chosen)
{
    for (const auto &entry : kCommands) {
        auto options = std::make_shared<ShelfCommand>();
        auto *command = image.add_subcommand(entry.name, entry.about);
        if (entry.takesImage)
            command->add_option("image", options->image, "a name or an id")->required(entry.needsImage);
        if (entry.takesName)
            command->add_option("name", options->name, "the new name")->required();
        addLibraryOptions(*command, *options, entry.json);
        command->callback([&chosen, options, run = entry.run] {
            chosen = [options, run] {
                return run(*options);
            };
        });
    }
}

} // namespace glovebox::cli
