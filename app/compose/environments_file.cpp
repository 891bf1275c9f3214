#include "app/compose/environments_file.h"

#include "app/compose/secret_files.h"
#include "app/compose/setting_values.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/base/toml_text.h"
#include "core/controlplane/base_url.h"
#include "core/domain/egress_policy.h"
#include "core/domain/gate_secret.h"

// Header only, without exceptions: the library as it is packaged throws. Version 3.3 asserts, and with NDEBUG assumes,
// that no key begins with what a slip like "[[[" puts there; its code copes.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <filesystem>
#include <set>

namespace glovebox::compose {

namespace {

namespace fs = std::filesystem;

constexpr qint64 kFileMax = 1 << 20;
constexpr std::size_t kEnvironmentsMax = 64;
constexpr std::size_t kToolsMax = 64;
constexpr std::size_t kProfilesMax = 64;
/// Into each sandbox's memory and disk, with the session's first call of it.
constexpr qint64 kHandlerMax = 16 << 20;
constexpr ByteCount kShown{80};

std::string listed(const std::vector<std::string_view> &names)
{
    std::string text;
    for (const auto &name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

const char *kindOf(const toml::node &node)
{
    switch (node.type()) {
    case toml::node_type::string:
        return "a text";
    case toml::node_type::boolean:
        return "true or false";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
        return "a number";
    case toml::node_type::array:
        return "a list";
    case toml::node_type::table:
        return "a table";
    default:
        return "a date or time";
    }
}

/// One [[table]] of the file: takes values out of it by name and type, and names what was not asked for.
class Entry {
public:
    Entry(const std::string &file, const toml::table &table, std::string title)
        : m_file(file), m_table(table), m_title(std::move(title))
    {
    }

    tl::unexpected<Error> wrong(const toml::source_region &where, const std::string &what) const
    {
        return fail(ErrorCode::InvalidArgument, m_file + ':' + std::to_string(where.begin.line) + ": " + what);
    }
    tl::unexpected<Error> wrong(const char *key, const std::string &what) const
    {
        const auto *node = m_table.get(key);
        return wrong(node ? node->source() : m_table.source(), what);
    }
    /// A value of the right type that is none of those that are possible.
    tl::unexpected<Error> impossible(const char *key, const std::string &given, const std::string &possible) const
    {
        return wrong(key, std::string(key) + ": '" + clipped(toOneLine(given), kShown) +
                              "' is not possible; it takes " + possible);
    }

    bool has(const char *key) const { return m_table.contains(key); }

    /// Empty when it is not there.
    Result<std::string> text(const char *key) const
    {
        const auto *node = m_table.get(key);
        if (!node)
            return std::string();
        if (!node->is_string())
            return wrong(key, std::string(key) + " is " + kindOf(*node) + "; it takes a text in quotes");
        auto value = node->as_string()->get();
        if (value.empty())
            return wrong(key, std::string(key) + " is empty; leave it out or say something");
        return value;
    }

    Result<bool> flag(const char *key, bool usual) const
    {
        const auto *node = m_table.get(key);
        if (!node)
            return usual;
        if (!node->is_boolean())
            return wrong(key, std::string(key) + " is " + kindOf(*node) + "; it takes true or false");
        return node->as_boolean()->get();
    }

    /// The tables of `key`, each with the title "[[key]]".
    Result<std::vector<Entry>> entries(const char *key, const std::string &title, std::size_t max) const
    {
        std::vector<Entry> found;
        const auto *node = m_table.get(key);
        if (!node)
            return found;
        const auto *array = node->as_array();
        if (!array)
            return wrong(key, std::string(key) + " is " + kindOf(*node) + "; begin each one with " + title);
        if (array->size() > max)
            return wrong(key, std::to_string(array->size()) + " times " + title + "; " + std::to_string(max) +
                                  " are possible");
        for (const auto &one : *array) {
            const auto *table = one.as_table();
            if (!table)
                return wrong(one.source(),
                             std::string(key) + " holds " + kindOf(one) + "; begin each one with " + title);
            found.emplace_back(m_file, *table, title);
        }
        return found;
    }

    Result<> onlyHas(const std::vector<std::string_view> &known) const
    {
        for (const auto &[key, node] : m_table)
            if (std::ranges::find(known, key.str()) == known.end())
                return wrong(key.source(), '\'' + clipped(toOneLine(key.str()), kShown) + "' is not known in " +
                                               m_title + "; possible are " + listed(known));
        return {};
    }

    Result<domain::CommandLine> command(const char *key) const;

    /// A list of egress profiles' names.
    Result<std::vector<std::string>> profiles(const char *key) const
    {
        return names(key, domain::isEgressProfileName, "egress profiles' names: [\"packages\"]");
    }
    /// Of the gate's secrets.
    Result<std::vector<std::string>> secrets(const char *key) const
    {
        return names(key, domain::isGateSecretName, "secrets' names: [\"registry-token\"]");
    }
    Result<std::vector<std::string>> names(const char *key, bool (*isName)(std::string_view), const char *what) const
    {
        std::vector<std::string> out;
        const auto *node = m_table.get(key);
        if (!node)
            return out;
        const auto *list = node->as_array();
        for (std::size_t i = 0; list && i < list->size(); ++i)
            if (const auto *one = list->get(i)->as_string(); one && isName(one->get()))
                out.push_back(one->get());
        if (!list || out.size() != list->size() || out.size() > kProfilesMax)
            return wrong(key, std::string(key) + " takes a list of " + what);
        return out;
    }

    /// From the file's folder, unless it is absolute.
    std::string fromHere(const std::string &path) const
    {
        return (fs::path(m_file).parent_path() / path).lexically_normal().string();
    }
    std::string at(const char *key) const
    {
        const auto *node = m_table.get(key);
        return m_file + ':' + std::to_string((node ? node->source() : m_table.source()).begin.line) + ": " + key;
    }

private:
    const std::string &m_file;
    const toml::table &m_table;
    std::string m_title;
};

Result<std::string> contentOf(const Entry &entry, const std::string &path)
{
    const auto wrong = [&](const std::string &what) {
        return entry.wrong("handler", "handler: " + path + ' ' + what);
    };
    const QFileInfo info(QString::fromStdString(path));
    if (!info.exists())
        return wrong("does not exist");
    if (!info.isFile())
        return wrong("is not a file");
    if (!info.isExecutable())
        return wrong("is not executable; run: chmod +x " + path);
    if (info.size() > kHandlerMax)
        return wrong("has " + std::to_string(info.size()) + " bytes; 16 MiB are possible");
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly))
        return wrong("cannot be read: " + file.errorString().toStdString());
    const auto bytes = file.read(kHandlerMax + 1); // once more than possible: it may be growing
    if (bytes.isEmpty() || bytes.size() > kHandlerMax)
        return wrong(bytes.isEmpty() ? "is empty" : "has more than 16 MiB");
    return bytes.toStdString();
}

Result<api::CustomTool> toolOf(const Entry &entry)
{
    GB_CHECK(entry.onlyHas({"name", "handler", "sandbox_path"}));
    api::CustomTool tool;
    GB_TRY(name, entry.text("name"));
    if (name.empty())
        return entry.wrong("name", "a custom tool without a name; name = \"as in the agent's tools\"");
    if (!isSafeToken(name))
        return entry.impossible("name", name, "letters, digits, - and _, 128 at most");
    tool.name = name;
    GB_TRY(handler, entry.text("handler"));
    GB_TRY(inSandbox, entry.text("sandbox_path"));
    if (handler.empty() == inSandbox.empty())
        return entry.wrong("name", "custom tool '" + name +
                                       "' needs either handler, an executable of this host, or sandbox_path, one in "
                                       "the image");
    if (!inSandbox.empty()) {
        const fs::path path(inSandbox);
        if (!path.is_absolute() || path != path.lexically_normal() || !path.has_filename() ||
            inSandbox.find('\0') != std::string::npos)
            return entry.impossible("sandbox_path", inSandbox, "an absolute path like /usr/local/bin/tool");
        tool.path = inSandbox;
        return tool;
    }
    tool.path = kHandlerFolder + name;
    GB_TRY(content, contentOf(entry, entry.fromHere(handler)));
    tool.content = content;
    return tool;
}

Result<> readTools(const Entry &entry, api::EnvironmentSettings &serving)
{
    GB_TRY(tools, entry.entries("custom_tool", "[[environment.custom_tool]]", kToolsMax));
    for (const auto &one : tools) {
        GB_TRY(tool, toolOf(one));
        if (std::ranges::any_of(serving.customTools, [&](const auto &other) { return other.name == tool.name; }))
            return one.wrong("name", "a second custom tool '" + tool.name + "' in one environment");
        serving.customTools.push_back(std::move(tool));
    }
    return {};
}

/// A text for the shell of the sandbox, or a list of a program and its arguments.
Result<domain::CommandLine> Entry::command(const char *key) const
{
    constexpr std::size_t argumentsMax = 256;
    constexpr std::size_t bytesMax = std::size_t{64} << 10;
    const auto *node = m_table.get(key);
    domain::CommandLine out;
    std::size_t bytes = 0;
    const auto *list = node ? node->as_array() : nullptr;
    if (list) {
        for (const auto &each : *list) {
            if (!each.is_string() || out.arguments.size() >= argumentsMax)
                return wrong(key, std::string(key) + " takes a list of a program and its arguments, texts in quotes, " +
                                      std::to_string(argumentsMax) + " at most");
            out.arguments.push_back(each.as_string()->get());
            bytes += out.arguments.back().size() + 1;
        }
        if (out.arguments.empty() || out.arguments.front().empty())
            return wrong(key, std::string(key) + " names no program");
    } else {
        GB_TRY(line, text(key));
        out.shell = line;
        bytes = line.size();
    }
    const auto hasZero = [](const std::string &each) {
        return each.find('\0') != std::string::npos;
    };
    if (bytes > bytesMax || hasZero(out.shell) || std::ranges::any_of(out.arguments, hasZero))
        return wrong(key, std::string(key) + " is longer than 64 KiB, or has a zero byte in it");
    return out;
}

Result<> readServing(const Entry &entry, api::EnvironmentSettings &serving)
{
    GB_TRY(webhooks, entry.flag("webhooks", false));
    serving.arrival = webhooks ? api::WorkArrival::Webhooks : api::WorkArrival::Polling;
    GB_TRY(skills, entry.flag("skills", serving.skills));
    serving.skills = skills;
    GB_TRY(sync, entry.text("memory_sync"));
    if (!sync.empty()) {
        const auto interval = parseMemorySync(sync);
        if (!interval)
            return entry.impossible("memory_sync", sync, kMemorySyncPossible);
        serving.memorySync = *interval;
    }
    GB_TRY(deletions, entry.text("memory_deletions"));
    if (!deletions.empty()) {
        const auto mode = parseMemoryDeletions(deletions);
        if (!mode)
            return entry.impossible("memory_deletions", deletions, kMemoryDeletionsPossible);
        serving.memoryDeletions = *mode;
    }
    GB_TRY(egress, entry.text("egress"));
    if (!egress.empty() && !domain::isEgressProfileName(egress))
        return entry.impossible("egress", egress, "an egress profile's name, like packages");
    serving.egress = egress;
    GB_TRY(allowed, entry.profiles("egress_allowed"));
    serving.egressAllowed = std::move(allowed);
    GB_TRY(secrets, entry.secrets("secrets"));
    serving.secrets = std::move(secrets);
    GB_TRY(runner, entry.command("runner"));
    serving.runner = std::move(runner);
    return readTools(entry, serving);
}

/// The key and where it was read.
struct FoundKey {
    SecretString key;
    std::string source;
};

Result<FoundKey> keyOf(const Entry &entry)
{
    GB_TRY(file, entry.text("key_file"));
    if (entry.has("key") && !file.empty())
        return entry.wrong("key", "both key and key_file; one of them is enough");
    if (!file.empty()) {
        const auto path = entry.fromHere(file);
        GB_TRY(key, readKeyFile(KeyKind::Environment, entry.at("key_file"), path));
        return FoundKey{std::move(key), path + " (" + entry.at("key_file") + ')'};
    }
    GB_TRY(text, entry.text("key"));
    if (text.empty())
        return entry.wrong("id", "an environment without a key; name a file that holds it with key_file");
    GB_TRY(key, checkedKey(KeyKind::Environment, entry.at("key"), std::move(text)));
    return FoundKey{std::move(key), entry.at("key")};
}

Result<EnvironmentSettings> environmentOf(const Entry &entry, const std::string &baseUrl)
{
    GB_CHECK(entry.onlyHas({"id", "name", "key_file", "key", "base_url", "operator_key_file", "webhooks", "skills",
                            "memory_sync", "memory_deletions", "runner", "egress", "egress_allowed", "secrets",
                            "custom_tool"}));
    EnvironmentSettings settings;
    GB_TRY(id, entry.text("id"));
    if (id.empty())
        return entry.wrong("id", "an environment without an id; the Console shows it: id = \"env_01ABC\"");
    if (!isSafeToken(id))
        return entry.impossible("id", id, "an id like env_01ABC");
    settings.id = id;
    settings.namedBy = entry.at("id");
    GB_TRY(name, entry.text("name"));
    settings.name = clipped(toOneLine(name), kShown);
    GB_TRY(found, keyOf(entry));
    settings.key = std::move(found.key);
    settings.keySource = std::move(found.source);
    GB_TRY(url, entry.text("base_url"));
    settings.baseUrl = url.empty() ? baseUrl : url;
    if (const auto parsed = controlplane::BaseUrl::parse(settings.baseUrl); !parsed)
        return entry.wrong("base_url", "base_url: " + parsed.error().detail + "; it takes one like " + kDefaultBaseUrl);
    GB_TRY(operatorKeyFile, entry.text("operator_key_file"));
    if (!operatorKeyFile.empty()) {
        GB_TRY(operatorKey,
               readKeyFile(KeyKind::Operator, entry.at("operator_key_file"), entry.fromHere(operatorKeyFile)));
        settings.operatorKey = std::move(operatorKey);
        settings.operatorKeySource = entry.fromHere(operatorKeyFile) + " (" + entry.at("operator_key_file") + ')';
    }
    GB_CHECK(readServing(entry, settings.serving));
    return settings;
}

/// `open`: every user of the host can read the file.
Result<std::vector<EnvironmentSettings>> environmentsOf(const Entry &root, bool open, const std::string &path,
                                                        const std::string &baseUrl)
{
    GB_CHECK(root.onlyHas({"environment"}));
    GB_TRY(entries, root.entries("environment", "[[environment]]", kEnvironmentsMax));
    if (entries.empty())
        return fail(ErrorCode::InvalidArgument,
                    path + ": there is no environment in it; begin each one with [[environment]]");
    std::vector<EnvironmentSettings> found;
    for (const auto &entry : entries) {
        if (open && entry.has("key"))
            return entry.wrong("key", "the file holds a key and every user of this host can read it; run: chmod 600 " +
                                          path + ", or use key_file");
        GB_TRY(environment, environmentOf(entry, baseUrl));
        if (std::ranges::any_of(found, [&](const auto &other) { return other.id == environment.id; }))
            return entry.wrong("id", "environment " + environment.id + " is here twice; one engine serves it once");
        found.push_back(std::move(environment));
    }
    return found;
}

} // namespace

Result<std::vector<EnvironmentSettings>> readEnvironmentsFile(const std::string &path, const std::string &baseUrl)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument,
                    "--environments-file: " + path + " cannot be read: " + file.errorString().toStdString());
    // Who may write it could have our keys sent to an address of his own.
    if (file.permissions() & QFileDevice::WriteOther)
        return fail(ErrorCode::InvalidArgument, "--environments-file: " + path +
                                                    " can be changed by every user of this host; run: chmod o-w " +
                                                    path);
    const bool open = bool(file.permissions() & QFileDevice::ReadOther);
    auto bytes = file.read(kFileMax + 1);
    if (bytes.size() > kFileMax)
        return fail(ErrorCode::InvalidArgument, "--environments-file: " + path + " has more than 1 MiB");
    const std::string_view text(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    const auto stray = strayLineInToml(text);
    if (stray) {
        bytes.fill('\0');
        return fail(ErrorCode::InvalidArgument, path + ':' + std::to_string(*stray) + ": not TOML: " + kStrayInToml);
    }
    const auto parsed = toml::parse(text);
    bytes.fill('\0'); // it may hold keys
    if (!parsed)
        return fail(ErrorCode::InvalidArgument, path + ':' + std::to_string(parsed.error().source().begin.line) +
                                                    ": not TOML: " + toOneLine(parsed.error().description()));
    return environmentsOf(Entry(path, parsed.table(), "the file's top level"), open, path, baseUrl);
}

} // namespace glovebox::compose
