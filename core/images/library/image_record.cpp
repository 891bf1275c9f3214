#include "core/images/library/image_record.h"

#include "core/base/plain_path.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/domain/image_name.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace glovebox::images {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kIdStart = "img-";
constexpr std::size_t kIdDigits = 12;
constexpr std::string_view kDigestStart = "sha256:";
constexpr int kRecordVersion = 1;

std::string textIn(const Json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t numberIn(const Json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::optional<WallTime> timeIn(const Json &object, const char *name)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number_integer())
        return std::nullopt;
    return WallTime(std::chrono::milliseconds(found->get<std::int64_t>()));
}

std::vector<std::string> textsIn(const Json &object, const char *name)
{
    std::vector<std::string> texts;
    if (const auto found = object.find(name); found != object.end() && found->is_array())
        for (const auto &text : *found)
            if (text.is_string())
                texts.push_back(text.get<std::string>());
    return texts;
}

Json jsonOf(const domain::ImageConfig &config)
{
    auto environment = Json::array();
    for (const auto &[key, value] : config.environment)
        environment.push_back({key, value});
    return {{"environment", std::move(environment)},
            {"user", config.user},
            {"workdir", config.workdir},
            {"entrypoint", config.entrypoint},
            {"command", config.command},
            {"exposedPorts", config.exposedPorts},
            {"volumes", config.volumes},
            {"stopSignal", config.stopSignal},
            {"labels", config.labels}};
}

domain::ImageConfig configIn(const Json &root)
{
    domain::ImageConfig config;
    const auto found = root.find("config");
    if (found == root.end() || !found->is_object())
        return config;
    if (const auto environment = found->find("environment"); environment != found->end() && environment->is_array())
        for (const auto &pair : *environment)
            if (pair.is_array() && pair.size() == 2 && pair[0].is_string() && pair[1].is_string())
                config.environment.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
    config.user = textIn(*found, "user");
    config.workdir = textIn(*found, "workdir");
    config.entrypoint = textsIn(*found, "entrypoint");
    config.command = textsIn(*found, "command");
    config.exposedPorts = textsIn(*found, "exposedPorts");
    config.volumes = textsIn(*found, "volumes");
    config.stopSignal = textIn(*found, "stopSignal");
    if (const auto labels = found->find("labels"); labels != found->end() && labels->is_object())
        for (const auto &[key, value] : labels->items())
            if (value.is_string())
                config.labels[key] = value.get<std::string>();
    return config;
}

std::string dumped(const Json &json)
{
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace

std::string toJson(const ImageRecord &record)
{
    const auto &image = record.image;
    auto layers = Json::array();
    for (const auto &layer : image.layers)
        layers.push_back({{"digest", layer.digest}, {"size", layer.size.value}});
    Json root{{"version", kRecordVersion},
              {"id", image.id.value()},
              {"origin", std::string(word(image.origin))},
              {"source", image.source},
              {"digest", image.digest},
              {"architecture", image.architecture},
              {"root", record.rootKey},
              {"rootSize", image.rootSize.value},
              {"contentSize", image.contentSize.value},
              {"entries", image.entries},
              {"importedAt", image.importedAt.time_since_epoch().count()}};
    if (image.createdAt)
        root["createdAt"] = image.createdAt->time_since_epoch().count();
    root["layers"] = std::move(layers);
    root["blobs"] = record.blobs;
    root["config"] = jsonOf(image.config);
    return dumped(root);
}

Result<ImageRecord> recordFromJson(std::string_view text)
{
    const auto broken = [](const char *what) {
        return fail(ErrorCode::ImageBroken, std::string("not a record of an image: ") + what);
    };
    const auto root = Json::parse(text, nullptr, false);
    if (!root.is_object() || numberIn(root, "version") != kRecordVersion)
        return broken("its version");
    ImageRecord record{.image = {.id = domain::ImageId(textIn(root, "id"))},
                       .rootKey = textIn(root, "root"),
                       .blobs = textsIn(root, "blobs")};
    auto &image = record.image;
    image.digest = textIn(root, "digest");
    if (hexOfDigest(image.digest).empty() || image.id != imageIdOf(image.digest))
        return broken("its digest");
    if (!isSha256Hex(record.rootKey) || !std::ranges::all_of(record.blobs, isSha256Hex))
        return broken("what it names");
    const auto origin = domain::imageOriginFrom(textIn(root, "origin"));
    if (!origin)
        return broken("its origin");
    image.origin = *origin;
    image.source = textIn(root, "source");
    image.architecture = textIn(root, "architecture");
    image.rootSize = ByteCount{numberIn(root, "rootSize")};
    image.contentSize = ByteCount{numberIn(root, "contentSize")};
    image.entries = numberIn(root, "entries");
    image.createdAt = timeIn(root, "createdAt");
    image.importedAt = timeIn(root, "importedAt").value_or(WallTime{});
    image.config = configIn(root);
    if (const auto layers = root.find("layers"); layers != root.end() && layers->is_array())
        for (const auto &layer : *layers) {
            if (!layer.is_object() || hexOfDigest(textIn(layer, "digest")).empty())
                return broken("its layers");
            image.layers.push_back({textIn(layer, "digest"), ByteCount{numberIn(layer, "size")}});
        }
    return record;
}

std::string toJson(const ImageNames &names)
{
    return dumped(Json{{"version", kRecordVersion}, {"names", names}});
}

Result<ImageNames> namesFromJson(std::string_view text)
{
    const auto root = Json::parse(text, nullptr, false);
    const auto broken = [] {
        return fail(ErrorCode::ImageBroken, "not a list of the names of images");
    };
    if (!root.is_object() || numberIn(root, "version") != kRecordVersion)
        return broken();
    const auto list = root.find("names");
    if (list == root.end() || !list->is_object())
        return broken();
    ImageNames names;
    for (const auto &[name, id] : list->items())
        if (checkImageName(name) && id.is_string() && isImageId(id.get<std::string>()))
            names[name] = id.get<std::string>();
    return names;
}

domain::ImageId imageIdOf(const std::string &digest)
{
    return domain::ImageId(std::string(kIdStart) + hexOfDigest(digest).substr(0, kIdDigits));
}

bool isImageId(std::string_view text)
{
    return text.size() == kIdStart.size() + kIdDigits && text.starts_with(kIdStart) &&
           text.find_first_not_of("0123456789abcdef", kIdStart.size()) == std::string_view::npos;
}

std::string hexOfDigest(std::string_view digest)
{
    if (!digest.starts_with(kDigestStart) || !isSha256Hex(digest.substr(kDigestStart.size())))
        return {};
    return std::string(digest.substr(kDigestStart.size()));
}

Result<> checkNewImageName(std::string_view name)
{
    if (auto why = domain::whyNoImageName(name); !why.empty())
        return fail(ErrorCode::InvalidArgument, std::move(why));
    return checkImageName(name);
}

Result<> checkImageName(std::string_view name)
{
    if (name.empty() || name.size() > domain::kImageNameMax)
        return fail(ErrorCode::InvalidArgument, "an image's name has 1 to 255 bytes");
    if (hasControlCharacters(name) || toValidUtf8(name) != name)
        return fail(ErrorCode::InvalidArgument, "an image's name is one line of UTF-8");
    if (isImageId(name))
        return fail(ErrorCode::InvalidArgument, std::string(name) + " would be taken for an image's id");
    return {};
}

} // namespace glovebox::images
