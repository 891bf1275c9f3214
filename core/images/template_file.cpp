#include "core/images/template_file.h"

#include "core/base/id.h"
#include "core/base/limits.h"
#include "core/base/plain_path.h"
#include "core/base/text.h"
#include "core/base/toml_text.h"
#include "core/domain/egress_policy.h"
#include "core/domain/gate_secret.h"
#include "core/images/template_values.h"

// Header only, without exceptions: the library as it is packaged throws. Version 3.3 asserts, and with NDEBUG assumes,
// that no key begins with what a slip like "[[[" puts there; its code copes.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>

namespace glovebox::images {

using namespace domain;
using namespace std::chrono_literals;
using Mistakes = std::vector<DefinitionMistake>;

namespace {

/// Somebody fixes them from the top; a file that is something else altogether has thousands.
constexpr std::size_t kMistakesMax = 50;
constexpr std::size_t kStepsMax = 200; // each may be a snapshot on the disk
constexpr std::size_t kDescriptionMax = 1024;
constexpr std::size_t kCommandMax = 64 << 10; // a line of a shell is an argument; the kernel takes 128 KiB of one
constexpr std::size_t kArgumentsMax = 256;
constexpr std::size_t kValueMax = 32 << 10;
constexpr std::size_t kPathMax = 1024;
constexpr std::size_t kReferenceMax = 512; // an image's name with its digest
constexpr int kWarmMax = 64;
constexpr std::chrono::milliseconds kLongest = 24h;

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

int lineOf(const toml::node &node)
{
    return static_cast<int>(node.source().begin.line);
}

class DefinitionReader {
public:
    TemplateDefinition read(const toml::table &root);
    Mistakes take()
    {
        std::ranges::stable_sort(m_mistakes, {}, &DefinitionMistake::line);
        return std::move(m_mistakes);
    }

private:
    void wrong(int line, std::string what)
    {
        if (m_mistakes.size() < kMistakesMax)
            m_mistakes.push_back({line, std::move(what)});
    }
    void wrong(const toml::node &node, std::string what) { wrong(lineOf(node), std::move(what)); }
    void onlyHas(const toml::table &table, const std::string &where, const Keys &known);
    const toml::table *tableOf(const toml::table &root, const char *key);
    std::optional<std::string> text(const toml::table &table, const char *key, std::size_t max);
    std::optional<std::chrono::milliseconds> time(const toml::table &table, const char *key,
                                                  std::chrono::milliseconds least, std::chrono::milliseconds most);
    std::optional<std::chrono::milliseconds> idleTime(const toml::table &table, const char *key);
    std::optional<ByteCount> size(const toml::table &table, const char *key, ByteCount least, ByteCount most);
    std::optional<int> number(const toml::table &table, const char *key, int least, int most);
    CommandLine command(const toml::table &table, const std::string &where);
    void name(const toml::table &root, TemplateDefinition &out);
    void from(const toml::table &root, TemplateDefinition &out);
    void machine(const toml::table &root, TemplateDefinition &out);
    void steps(const toml::table &root, TemplateDefinition &out);
    void step(const toml::table &table, TemplateDefinition &out);
    void environment(const toml::table &table, TemplateDefinition &out);
    void copy(const toml::table &table, TemplateDefinition &out);
    void end(const toml::table &root, TemplateDefinition &out);
    void egress(const toml::table &root, TemplateDefinition &out);
    void secrets(const toml::table &root, TemplateDefinition &out);
    void idle(const toml::table &root, TemplateDefinition &out);

    Mistakes m_mistakes;
};

void DefinitionReader::onlyHas(const toml::table &table, const std::string &where, const Keys &known)
{
    for (const auto &[key, node] : table)
        if (std::ranges::find(known, key.str()) == known.end())
            wrong(static_cast<int>(key.source().begin.line),
                  shown(key.str()) + " is not known " + where + insteadOf(key.str(), known));
}

const toml::table *DefinitionReader::tableOf(const toml::table &root, const char *key)
{
    const auto *node = root.get(key);
    if (node && !node->is_table())
        wrong(*node, std::string(key) + " is " + kindOf(*node) + "; it takes a table: begin it with [" + key + "]");
    return node ? node->as_table() : nullptr;
}

std::optional<std::string> DefinitionReader::text(const toml::table &table, const char *key, std::size_t max)
{
    const auto *node = table.get(key);
    if (!node)
        return std::nullopt;
    const auto *value = node->as_string();
    if (!value) {
        wrong(*node, std::string(key) + " is " + kindOf(*node) + "; it takes a text in quotes");
        return std::nullopt;
    }
    const auto &text = value->get();
    if (text.empty())
        wrong(*node, std::string(key) + " is empty; leave it out or say something");
    else if (text.size() > max)
        wrong(*node, std::string(key) + " has " + std::to_string(text.size()) + " bytes; " + std::to_string(max) +
                         " are possible");
    else if (text.find('\0') != std::string::npos)
        wrong(*node, std::string(key) + " has a zero byte in it");
    else
        return text;
    return std::nullopt;
}

std::optional<std::chrono::milliseconds> DefinitionReader::time(const toml::table &table, const char *key,
                                                                std::chrono::milliseconds least,
                                                                std::chrono::milliseconds most)
{
    const auto given = text(table, key, kPathMax);
    if (!given)
        return std::nullopt;
    const auto found = timeFrom(*given);
    if (!found || *found < least || *found > most) {
        wrong(*table.get(key),
              std::string(key) + ": " + shown(*given) + " is not possible; it takes a time like " +
                  "\"500ms\", \"30s\", \"10m\" or \"2h\", from " +
                  (least < 1s ? std::to_string(least.count()) + "ms" : std::to_string(least / 1s) + "s") + " to " +
                  std::to_string(most / 1h) + "h");
        return std::nullopt;
    }
    return found;
}

std::optional<std::chrono::milliseconds> DefinitionReader::idleTime(const toml::table &table, const char *key)
{
    const auto *node = table.get(key);
    if (!node || (node->is_string() && node->as_string()->get() == "never"))
        return std::nullopt;
    return time(table, key, 1s, 24h * 365);
}

std::optional<ByteCount> DefinitionReader::size(const toml::table &table, const char *key, ByteCount least,
                                                ByteCount most)
{
    const auto given = text(table, key, kPathMax);
    if (!given)
        return std::nullopt;
    const auto found = sizeFrom(*given);
    if (!found || *found < least || *found > most) {
        wrong(*table.get(key), std::string(key) + ": " + shown(*given) + " is not possible; it takes a size like " +
                                   "\"512MiB\" or \"8GiB\", from " + std::to_string(least.value >> 20) + "MiB to " +
                                   std::to_string(most.value >> 30) + "GiB");
        return std::nullopt;
    }
    return found;
}

std::optional<int> DefinitionReader::number(const toml::table &table, const char *key, int least, int most)
{
    const auto *node = table.get(key);
    if (!node)
        return std::nullopt;
    const auto *value = node->as_integer();
    if (!value || value->get() < least || value->get() > most) {
        wrong(*node, std::string(key) + " takes a number from " + std::to_string(least) + " to " +
                         std::to_string(most) + (value ? "" : std::string("; this is ") + kindOf(*node)));
        return std::nullopt;
    }
    return static_cast<int>(value->get());
}

CommandLine DefinitionReader::command(const toml::table &table, const std::string &where)
{
    const auto *node = table.get("run");
    if (!node) {
        wrong(table, where + " has no run: a text for the shell, or a list of a program and its arguments");
        return {};
    }
    if (!node->is_array())
        return {.shell = text(table, "run", kCommandMax).value_or(std::string()), .arguments = {}};
    CommandLine out;
    const auto &list = *node->as_array();
    if (list.empty() || list.size() > kArgumentsMax)
        wrong(*node, "run is a list of " + std::to_string(list.size()) + "; it takes a program and its arguments, " +
                         std::to_string(kArgumentsMax) + " at most");
    std::size_t bytes = 0;
    for (const auto &each : list) {
        const auto *argument = each.as_string();
        if (!argument) {
            wrong(each, std::string("run holds ") + kindOf(each) + "; a program and its arguments are texts in quotes");
            return {};
        }
        bytes += argument->get().size() + 1;
        if (bytes > kCommandMax || argument->get().find('\0') != std::string::npos) {
            wrong(each, "run is longer than 64 KiB, or has a zero byte in it");
            return {};
        }
        if (out.arguments.size() < kArgumentsMax)
            out.arguments.push_back(argument->get());
    }
    if (!out.arguments.empty() && out.arguments.front().empty())
        wrong(*node, "run names no program: its first text is empty");
    return out;
}

void DefinitionReader::name(const toml::table &root, TemplateDefinition &out)
{
    if (!root.contains("name"))
        wrong(0, "it has no name; begin it with: name = \"my-template\"");
    else if (const auto given = text(root, "name", kReferenceMax)) {
        out.name = *given;
        if (!isTemplateName(*given))
            wrong(*root.get("name"), "name: " + shown(*given) +
                                         " is not possible; it takes 1 to 63 of a-z, 0-9 and -, " +
                                         "as a host name, and does not begin with tpl-");
    }
    out.description = text(root, "description", kDescriptionMax).value_or(std::string());
    out.warm = number(root, "warm", 0, kWarmMax).value_or(0);
}

void DefinitionReader::from(const toml::table &root, TemplateDefinition &out)
{
    const auto *table = tableOf(root, "from");
    if (!table) {
        if (!root.contains("from"))
            wrong(0, "it does not say what it is made from; add [from] with image, template or snapshot");
        return;
    }
    onlyHas(*table, "in [from]", {"image", "template", "snapshot"});
    int found = 0;
    for (const auto &[key, kind] :
         {std::pair("image", TemplateBase::Kind::Image), std::pair("template", TemplateBase::Kind::Template),
          std::pair("snapshot", TemplateBase::Kind::Snapshot)}) {
        if (!table->contains(key))
            continue;
        if (++found > 1)
            wrong(*table->get(key), "a second thing to be made from; it takes one image, template or snapshot");
        const auto given = text(*table, key, kReferenceMax);
        if (!given)
            continue;
        out.from = {kind, *given};
        if (kind == TemplateBase::Kind::Template && !isTemplateName(*given))
            wrong(*table->get(key), "template: " + shown(*given) + " is no template's name");
        if (kind == TemplateBase::Kind::Snapshot && !isSafeToken(*given))
            wrong(*table->get(key), "snapshot: " + shown(*given) + " is no snapshot's id, like snap-0a1b2c");
        if (kind == TemplateBase::Kind::Template && *given == out.name)
            wrong(*table->get(key), "it is made from itself");
        if (hasControlCharacters(*given))
            wrong(*table->get(key), std::string(key) + " has control characters in it");
    }
    if (found == 0)
        wrong(*table, "[from] names nothing; it takes one of image, template and snapshot");
}

void DefinitionReader::machine(const toml::table &root, TemplateDefinition &out)
{
    const auto *table = tableOf(root, "machine");
    if (!table)
        return;
    onlyHas(*table, "in [machine]", {"vcpus", "memory", "disk"});
    for (const auto *key : {"vcpus", "memory", "disk"})
        if (!table->contains(key))
            wrong(*table, std::string("[machine] has no ") + key + "; it says all three of vcpus, memory and disk");
    if (out.from.kind != TemplateBase::Kind::Image)
        wrong(*table, "[machine] is of an image; a template or snapshot is of the size that it has");
    out.size = MachineSize{
        number(*table, "vcpus", 1, limits::kVcpusMax).value_or(1),
        size(*table, "memory", limits::kMachineMemoryMin, limits::kMachineMemoryMax).value_or(ByteCount::mib(512)),
        size(*table, "disk", limits::kMachineDiskMin, limits::kMachineDiskMax).value_or(ByteCount::gib(8))};
}

void DefinitionReader::environment(const toml::table &table, TemplateDefinition &out)
{
    const auto *variables = table.get("env")->as_table();
    if (!variables)
        return wrong(*table.get("env"), std::string("env is ") + kindOf(*table.get("env")) +
                                            "; it takes a table: env = { NAME = \"value\" }");
    if (variables->empty())
        wrong(*variables, "env sets nothing");
    for (const auto &[key, node] : *variables) {
        const std::string name(key.str());
        if (!isVariableName(name))
            wrong(static_cast<int>(key.source().begin.line),
                  "env: " + shown(name) + " is no variable's name; it takes letters, digits and _");
        const auto *value = node.as_string();
        if (!value || value->get().size() > kValueMax || value->get().find('\0') != std::string::npos) {
            wrong(node, "env: " + shown(name) + " takes a text of 32 KiB at most" +
                            (value ? "" : std::string("; this is ") + kindOf(node)));
            continue;
        }
        out.steps.push_back({EnvStep{name, value->get()}, lineOf(table)});
    }
}

void DefinitionReader::copy(const toml::table &table, TemplateDefinition &out)
{
    auto from = text(table, "copy", kPathMax).value_or(std::string());
    const auto to = text(table, "to", kPathMax).value_or(std::string());
    while (from.size() > 1 && from.ends_with('/'))
        from.pop_back();
    if (!from.empty() && from != "." && !isPlainRelativePath(from) && !isPlainAbsolutePath(from))
        wrong(*table.get("copy"), "copy: " + shown(from) +
                                      " is not possible; it takes a plain path without .. in it, " +
                                      "from the definition's own folder or from /");
    auto place = to;
    if (place.size() > 1 && place.ends_with('/'))
        place.pop_back();
    if (!table.contains("to"))
        wrong(*table.get("copy"), "copy does not say where to; add to = \"/a/place\"");
    else if (!to.empty() && !isPlainAbsolutePath(place))
        wrong(*table.get("to"), "to: " + shown(to) + " is not possible; it takes an absolute path without .. in it");
    out.steps.push_back({CopyStep{std::move(from), to}, lineOf(table)});
}

void DefinitionReader::step(const toml::table &table, TemplateDefinition &out)
{
    onlyHas(table, "in a [[step]]", {"run", "env", "workdir", "user", "copy", "to", "timeout"});
    const Keys kinds{"run", "env", "workdir", "user", "copy"};
    const auto count = std::ranges::count_if(kinds, [&](const auto &key) { return table.contains(key); });
    if (count != 1)
        return wrong(table, count == 0 ? "a step that does nothing; it takes one of run, env, workdir, user and copy"
                                       : "a step that does several things; begin each one with its own [[step]]");
    if (table.contains("timeout") && !table.contains("run"))
        wrong(*table.get("timeout"), "timeout goes with run");
    if (table.contains("to") && !table.contains("copy"))
        wrong(*table.get("to"), "to goes with copy");
    if (table.contains("run")) {
        const auto timeout = time(table, "timeout", 1s, kLongest).value_or(RunStep{}.timeout);
        out.steps.push_back({RunStep{command(table, "the step"), timeout}, lineOf(table)});
    } else if (table.contains("env")) {
        environment(table, out);
    } else if (table.contains("copy")) {
        copy(table, out);
    } else if (table.contains("workdir")) {
        const auto path = text(table, "workdir", kPathMax).value_or(std::string());
        if (!path.empty() && path != "/" && !isPlainAbsolutePath(path))
            wrong(*table.get("workdir"), "workdir: " + shown(path) +
                                             " is not possible; it takes an absolute path "
                                             "without .. in it");
        out.steps.push_back({WorkdirStep{path}, lineOf(table)});
    } else {
        const auto user = text(table, "user", kPathMax).value_or(std::string());
        if (!isUserOfGuest(user))
            wrong(*table.get("user"), "user: " + shown(user) +
                                          " is not possible; it takes a name, a number, or one of "
                                          "these with a group behind a colon");
        out.steps.push_back({UserStep{user == "root" ? std::string() : user}, lineOf(table)});
    }
}

void DefinitionReader::steps(const toml::table &root, TemplateDefinition &out)
{
    const auto *node = root.get("step");
    if (!node)
        return;
    const auto *list = node->as_array();
    if (!list)
        return wrong(*node, std::string("step is ") + kindOf(*node) + "; begin each one with [[step]]");
    for (const auto &each : *list) {
        if (const auto *table = each.as_table())
            step(*table, out);
        else
            wrong(each, std::string("step holds ") + kindOf(each) + "; begin each one with [[step]]");
        if (out.steps.size() > kStepsMax)
            return wrong(each, "more than " + std::to_string(kStepsMax) + " steps");
    }
}

void DefinitionReader::end(const toml::table &root, TemplateDefinition &out)
{
    if (const auto *start = tableOf(root, "start")) {
        onlyHas(*start, "in [start]", {"run"});
        out.start = command(*start, "[start]");
    }
    if (const auto *ready = tableOf(root, "ready")) {
        onlyHas(*ready, "in [ready]", {"run", "every", "within"});
        ReadyCheck check;
        check.command = command(*ready, "[ready]");
        check.every = time(*ready, "every", 100ms, 1h).value_or(check.every);
        check.within = time(*ready, "within", 1s, kLongest).value_or(check.within);
        out.ready = std::move(check);
    }
    if (const auto *runner = tableOf(root, "runner")) {
        onlyHas(*runner, "in [runner]", {"run"});
        out.runner = command(*runner, "[runner]");
    }
}

void DefinitionReader::egress(const toml::table &root, TemplateDefinition &out)
{
    const auto *table = tableOf(root, "egress");
    if (!table)
        return;
    onlyHas(*table, "in [egress]", {"build", "run"});
    for (const auto &[key, profile] : {std::pair("build", &out.buildEgress), std::pair("run", &out.runEgress)}) {
        *profile = text(*table, key, kPathMax).value_or(*profile);
        if (const auto why = whyNoEgress(*profile); !why.empty())
            wrong(*table->get(key), why);
    }
}

void DefinitionReader::secrets(const toml::table &root, TemplateDefinition &out)
{
    const auto *table = tableOf(root, "secrets");
    if (!table)
        return;
    onlyHas(*table, "in [secrets]", {"build", "run"});
    for (const auto &[key, names] : {std::pair("build", &out.buildSecrets), std::pair("run", &out.runSecrets)}) {
        const auto *node = table->get(key);
        const auto *list = node ? node->as_array() : nullptr;
        for (std::size_t i = 0; list && i < list->size(); ++i)
            if (const auto *one = list->get(i)->as_string(); one && isGateSecretName(one->get()))
                names->push_back(one->get());
        if (node && (!list || names->size() != list->size() || names->size() > kGrantedSecretsMax))
            wrong(*node, std::string(key) + " takes a list of secrets' names: [\"registry-token\"]");
    }
}

void DefinitionReader::idle(const toml::table &root, TemplateDefinition &out)
{
    const auto *table = tableOf(root, "idle");
    if (!table)
        return;
    onlyHas(*table, "in [idle]", {"pause", "hibernate", "destroy"});
    out.ladder = IdleLadder{.pauseAfter = idleTime(*table, "pause"),
                            .hibernateAfter = idleTime(*table, "hibernate"),
                            .destroyAfter = idleTime(*table, "destroy")};
}

TemplateDefinition DefinitionReader::read(const toml::table &root)
{
    TemplateDefinition out;
    onlyHas(root, "here",
            {"name", "description", "warm", "from", "machine", "step", "start", "ready", "runner", "egress", "secrets",
             "idle"});
    name(root, out);
    from(root, out);
    machine(root, out);
    steps(root, out);
    end(root, out);
    egress(root, out);
    secrets(root, out);
    idle(root, out);
    return out;
}

} // namespace

tl::expected<TemplateDefinition, Mistakes> parseTemplate(std::string_view text)
{
    if (text.size() > kTemplateFileMax.value)
        return tl::unexpected(Mistakes{{0, "it has more than 256 KiB"}});
    if (const auto stray = strayLineInToml(text))
        return tl::unexpected(Mistakes{{*stray, std::string("not TOML: ") + kStrayInToml}});
    const auto parsed = toml::parse(text);
    if (!parsed)
        return tl::unexpected(Mistakes{{static_cast<int>(parsed.error().source().begin.line),
                                        "not TOML: " + toOneLine(parsed.error().description())}});
    DefinitionReader reader;
    auto definition = reader.read(parsed.table());
    if (auto mistakes = reader.take(); !mistakes.empty())
        return tl::unexpected(std::move(mistakes));
    return definition;
}

} // namespace glovebox::images
