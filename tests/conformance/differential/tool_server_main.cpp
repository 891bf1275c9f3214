// Role: our six tools behind a pipe, for the differential test: one JSON request a line in, one answer a line out.
//   {"begin": {"other_roots": [...], "read_only_roots": [...], "path": "..."}}   a fresh shell, other rights
//   {"tool": "...", "input": {...}, "timeout_ms": n}                             → {"text": "...", "is_error": b}
// usage: glovebox_tool_server guest | plain FOLDER
// "guest" boots one real guest for all requests. "plain" runs the same tools as processes of this host, under an unused
// uid when it is root: for cases that a guest cannot offer, such as an image without ripgrep.
#include "tests/unit/guest/tool_bench.h"
#include "tests/vm/guest_fixture.h"

#include <QCoreApplication>

#include <iostream>

using namespace glovebox;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

/// Nobody's on any host: restart ends everything that runs under it.
constexpr uid_t kPlainUser = 64'987;
constexpr int kDefaultTimeoutMs = 60'000;

json answer(const std::string &text, bool isError)
{
    return {{"text", text}, {"is_error", isError}};
}

class GuestTools {
public:
    bool open() { return m_guest.boot(); }

    json begin(const json &) { return json::object(); } // a case begins with a restart

    json run(const std::string &tool, const json &input, int timeoutMs)
    {
        const auto result = m_guest.run(tool, input, std::chrono::milliseconds(timeoutMs));
        if (!result)
            return {{"broken", describe(result.error())}};
        return answer(result->text, result->isError);
    }

    bool close()
    {
        const bool held = !m_guest.lost; // its end, which comes now, is a loss too
        m_guest.machine->shutDown();
        const bool ended = QTest::qWaitFor([this] { return m_guest.exit.has_value(); }, test::kPatienceMs);
        m_guest.link.reset();
        m_guest.machine.reset();
        return held && ended && m_guest.vm().clean();
    }

private:
    test::GuestFixture m_guest;
};

std::vector<std::string> strings(const json &from, const char *name)
{
    std::vector<std::string> out;
    const auto found = from.find(name);
    if (found != from.end() && found->is_array())
        for (const auto &value : *found)
            out.push_back(value.get<std::string>());
    return out;
}

class PlainTools {
public:
    explicit PlainTools(std::string folder) : m_folder(std::move(folder)) {}

    bool open()
    {
        if (::geteuid() == 0 && ::chown(m_folder.c_str(), kPlainUser, kPlainUser) != 0)
            return false;
        begin(json::object());
        return true;
    }

    json begin(const json &wanted)
    {
        agent::ToolContext context;
        context.otherRoots = strings(wanted, "other_roots");
        context.readOnlyRoots = strings(wanted, "read_only_roots");
        context.environment = {
            {"PATH", wanted.value("path", "/usr/local/bin:/usr/bin:/bin")}, {"HOME", m_folder}, {"LANG", "C.UTF-8"}};
        if (::geteuid() == 0)
            context.credentials = agent::Credentials{kPlainUser, kPlainUser};
        m_bench.reset();
        m_bench = std::make_unique<ToolBench>(std::move(context), m_folder);
        return json::object();
    }

    json run(const std::string &tool, const json &input, int timeoutMs)
    {
        const auto outcome = m_bench->run(tool, input, timeoutMs);
        return answer(outcome.text, outcome.isError);
    }

    bool close()
    {
        m_bench.reset();
        return true;
    }

private:
    std::string m_folder;
    std::unique_ptr<ToolBench> m_bench;
};

template <class Tools>
int serve(Tools tools)
{
    if (!tools.open())
        return 1;
    std::cout << "{\"ready\":true}" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        const auto request = json::parse(line, nullptr, false);
        if (!request.is_object()) {
            std::cerr << "glovebox_tool_server: not a request: " << line.substr(0, 200) << '\n';
            return 2;
        }
        const auto reply = request.contains("begin") ? tools.begin(request["begin"])
                                                     : tools.run(request.value("tool", ""), request["input"],
                                                                 request.value("timeout_ms", kDefaultTimeoutMs));
        std::cout << reply.dump(-1, ' ', true, json::error_handler_t::replace) << std::endl;
    }
    return tools.close() ? 0 : 3;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const std::string mode = argc > 1 ? argv[1] : "";
    if (mode == "guest")
        return serve(GuestTools());
    if (mode == "plain" && argc > 2)
        return serve(PlainTools(argv[2]));
    std::cerr << "usage: glovebox_tool_server guest | plain FOLDER\n";
    return 2;
}
