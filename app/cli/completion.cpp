// Role: what a word of a command line may become; see self_description.h. Thread: the main one; asks a running
// Glovebox, for a moment.
#include "app/cli/command_words.h"
#include "app/cli/copy_out.h"
#include "app/cli/live.h"
#include "app/cli/self_description.h"

#include <algorithm>

namespace glovebox::cli {

namespace {

constexpr std::size_t kOfferedMax = 1000;

/// Where names come from: a list of the API, and what is said of each.
struct NameSource {
    const char *path;
    const char *list;
    std::vector<const char *> about;
};

struct NamedWord {
    const char *word; // of an option or a positional
    NameSource from;
    const char *below = ""; // only of commands of this group
};

const std::vector<NamedWord> &namedWords()
{
    static const NameSource sandboxes{"/v1/sandboxes", "sandboxes", {"state", "image"}};
    static const NameSource snapshots{"/v1/snapshots", "snapshots", {"state", "sandbox"}};
    static const NameSource sessions{"/v1/sessions", "sessions", {"state", "title"}};
    static const NameSource environments{"/v1/environments", "environments", {"state"}};
    static const NameSource images{"/v1/images", "images", {"source"}};
    static const NameSource templates{"/v1/templates", "templates", {"state"}};
    static const NameSource secrets{"/v1/secrets", "secrets", {"variable"}};
    static const NameSource profiles{"/v1/egress/profiles", "profiles", {"description"}};
    static const NameSource keys{"/v1/keys", "keys", {"scope"}};
    static const NameSource ports{"/v1/ports", "ports", {"sandbox", "address"}};
    static const NameSource leftovers{"/v1/orphans", "orphans", {"kind", "where"}};
    static const NameSource operations{"/v1/operations", "operations", {"state", "kind", "object"}};
    static const NameSource work{"/v1/work", "work", {"state", "session"}};
    static const std::vector<NamedWord> all{{"SANDBOX", sandboxes},
                                            {"--sandbox", sandboxes},
                                            {"--in-place", sandboxes},
                                            {"SNAPSHOT", snapshots},
                                            {"--snapshot", snapshots},
                                            {"SESSION", sessions},
                                            {"--session", sessions},
                                            {"--reserve-session", sessions},
                                            {"ENVIRONMENT", environments, "env"},
                                            {"--environment", environments},
                                            {"--image", images},
                                            {"image", images},
                                            {"--template", templates},
                                            {"NAME", templates, "template"},
                                            {"NAME_OR_FILE", templates, "template"},
                                            {"--secret", secrets},
                                            {"NAME", secrets, "secret"},
                                            {"--egress", profiles},
                                            {"--profile", profiles},
                                            {"PROFILE", profiles},
                                            {"KEY", keys, "key"},
                                            {"LEFTOVER", leftovers},
                                            {"OPERATION", operations},
                                            {"WORK", work},
                                            {"PORT", ports, "port"}};
    return all;
}

/// What is typed of the place to ask.
ApiPlace placeIn(const std::vector<std::string> &words)
{
    ApiPlace place;
    const auto take = [&](std::size_t i, const std::string &name, std::string &to) {
        if (words[i] == name && i + 1 < words.size())
            to = words[i + 1];
        else if (words[i].starts_with(name + '='))
            to = words[i].substr(name.size() + 1);
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        take(i, "--data-dir", place.dataDir);
        take(i, "--url", place.url);
        take(i, "--key-file", place.keyFile);
    }
    if (const char *folder = std::getenv("GLOVEBOX_DATA_DIR"); folder && place.dataDir.empty())
        place.dataDir = folder;
    return place;
}

class Completion {
public:
    Completion(const CLI::App &app, std::vector<std::string> words)
        : m_current(words.empty() ? std::string() : words.back()), m_words(std::move(words))
    {
        if (!m_words.empty())
            m_words.pop_back();
        m_place = placeAfter(app, m_words);
    }

    std::string run()
    {
        if (m_place.isProgram && m_place.command->get_name() == "help")
            offerHelpWords();
        else if (m_place.isProgram)
            m_directive = ":";
        else if (m_place.valueOf)
            offerValuesOf(*m_place.valueOf);
        else if (m_current.starts_with('-') && !m_place.positionalsOnly)
            offerOptions();
        else
            offerWords();
        return m_lines + m_directive + '\n';
    }

private:
    void offer(const std::string &value, std::string about = {})
    {
        if (!value.starts_with(m_current) || value.find_first_of("\t\n") != std::string::npos ||
            ++m_offered > kOfferedMax)
            return;
        std::ranges::replace(about, '\t', ' ');
        std::ranges::replace(about, '\n', ' ');
        m_lines += value + (about.empty() ? "" : '\t' + about) + '\n';
    }

    /// "--state=run" is completed as a whole.
    void offerOptions()
    {
        const auto equals = m_current.find('=');
        for (const auto *option : optionsOf(*m_place.command)) {
            for (const auto &name : option->get_lnames()) {
                const auto whole = "--" + name;
                if (equals == std::string::npos)
                    offer(whole, option->get_description());
                else if (m_current.substr(0, equals) == whole)
                    offerValuesOf(*option, whole + '=');
            }
            if (m_current == "-")
                for (const auto &name : option->get_snames())
                    offer("-" + name, option->get_description());
        }
    }

    void offerWords()
    {
        if (m_place.positionals == 0)
            for (const auto *command : commandsBelow(*m_place.command))
                offer(command->get_name(), command->get_description());
        if (const auto *option = positional(*m_place.command, m_place.positionals))
            offerValuesOf(*option);
    }

    void offerHelpWords()
    {
        const auto *command = m_place.command->get_parent();
        for (std::size_t i = 1; i < m_words.size(); ++i) {
            const auto below = commandsBelow(*command);
            const auto found =
                std::ranges::find_if(below, [&](const auto *one) { return one->get_name() == m_words[i]; });
            if (found == below.end())
                return;
            command = *found;
        }
        for (const auto *below : commandsBelow(*command))
            offer(below->get_name(), below->get_description());
    }

    void offerValuesOf(const CLI::Option &option, const std::string &before = {})
    {
        const auto type = option.get_type_name();
        const auto open = type.find('{');
        if (open != std::string::npos) {
            const auto choices = type.substr(open + 1, type.find('}', open) - open - 1);
            for (std::size_t begin = 0; begin < choices.size();) {
                const auto comma = std::min(choices.find(',', begin), choices.size());
                offer(before + choices.substr(begin, comma - begin));
                begin = comma + 1;
            }
            return;
        }
        const auto name = option.get_positional() ? option.get_name(true, false) : "--" + option.get_lnames().front();
        if (name == "FROM" || name == "TO")
            return offerCopied();
        if (name == "TERMINAL")
            return offerOf("terminals", "terminals", {"program"});
        if (name == "CALL")
            return offerCalls();
        const auto *group = m_place.command->get_parent();
        for (const auto &known : namedWords())
            if (name == known.word && (!*known.below || (group && group->get_name() == known.below)))
                offerNames(known.from, before);
        if (name.ends_with("-dir"))
            m_directive = ":folders";
        else if (name.ends_with("file") || name.ends_with("FILE") || name == "--output" || name == "--ledger" ||
                 name == "source" || name == "--put" || name == "--unpack")
            m_directive = ":files";
    }

    const ApiClient *api()
    {
        if (!m_api)
            m_api.emplace(ApiClient::findQuickly(placeIn(m_words)));
        return *m_api ? &**m_api : nullptr;
    }

    void offerList(const std::string &path, const char *list, const std::vector<const char *> &about,
                   const std::string &before, const std::string &behind = {})
    {
        const auto answer = api() ? api()->get(path) : Result<nlohmann::json>(fail(ErrorCode::NotFound));
        if (!answer || !answer->contains(list))
            return;
        for (const auto &one : answer->at(list)) {
            std::string text;
            for (const char *field : about)
                if (const auto shown = shownField(one, field); !shown.empty())
                    text += (text.empty() ? "" : ", ") + shown;
            const auto id = idIn(one);
            const auto name = shownField(one, "name");
            offer(before + id + behind, name.empty() || name == id ? text : name + ", " + text);
            if (!name.empty() && name != id)
                offer(before + name + behind, id + ", " + text);
            for (const auto &other : one.value("names", nlohmann::json::array())) // of an image
                if (other.is_string())
                    offer(before + other.get<std::string>() + behind, id);
        }
    }

    void offerNames(const NameSource &from, const std::string &before)
    {
        offerList(from.path, from.list, from.about, before);
    }

    /// Of the sandbox that was named.
    void offerOf(const char *below, const char *list, const std::vector<const char *> &about)
    {
        if (!api())
            return;
        for (const auto &word : m_words)
            if (const auto id = resolve(*api(), Named::Sandbox, word); id && *id != word)
                return offerList("/v1/sandboxes/" + ApiClient::escaped(*id) + '/' + below, list, about, {});
        for (auto word = m_words.rbegin(); word != m_words.rend(); ++word)
            if (!word->starts_with('-'))
                return offerList("/v1/sandboxes/" + ApiClient::escaped(*word) + '/' + below, list, about, {});
    }

    void offerCalls()
    {
        if (!api() || m_words.empty())
            return;
        if (const auto session = resolve(*api(), Named::Session, m_words[1]))
            offerList("/v1/sessions/" + ApiClient::escaped(*session), "calls", {"state", "summary"}, {});
    }

    /// "SANDBOX:", and what is in its folders behind it.
    void offerCopied()
    {
        const auto colon = m_current.find(':');
        if (colon == std::string::npos) {
            m_directive = ":files";
            if (m_current.find('/') != std::string::npos)
                return;
            offerList("/v1/sandboxes", "sandboxes", {"state"}, {}, ":");
            if (m_offered > 0)
                m_directive = ":nospace";
            return;
        }
        const auto id = api() ? resolve(*api(), Named::Sandbox, m_current.substr(0, colon))
                              : Result<std::string>(fail(ErrorCode::NotFound));
        const auto slash = m_current.rfind('/');
        m_directive = ":nospace";
        if (!id || slash == std::string::npos || slash < colon)
            return;
        const auto folder = m_current.substr(colon + 1, slash - colon);
        const auto answer =
            api()->get(filesPath(*id, folder.size() > 1 ? folder.substr(0, folder.size() - 1) : folder, "/list"));
        if (!answer)
            return;
        for (const auto &each : answer->value("entries", nlohmann::json::array()))
            offer(m_current.substr(0, slash + 1) + each.value("name", std::string()) +
                  (each.value("kind", std::string()) == "folder" ? "/" : ""));
    }

    std::string m_current;
    std::vector<std::string> m_words;
    CommandPlace m_place;
    std::optional<Result<ApiClient>> m_api;
    std::string m_lines;
    std::string m_directive = ":";
    std::size_t m_offered = 0;
};

} // namespace

std::string completions(const CLI::App &app, const std::vector<std::string> &words)
{
    return Completion(app, words).run();
}

} // namespace glovebox::cli
