// Role: `gloveboxctl exec` and `shell`: a program in a sandbox, with its streams here, or with a terminal. Thread: the
// main one; blocks.
#include "app/cli/command_words.h"
#include "app/cli/how_long.h"
#include "app/cli/live.h"
#include "app/cli/terminal_session.h"
#include "app/cli/web_socket.h"
#include "core/base/text.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <deque>
#include <memory>

namespace glovebox::cli {

namespace {

constexpr std::size_t kInputPieceMax = 32 << 10;
constexpr std::size_t kInputWaitingMax = 256 << 10;
constexpr std::size_t kOutputWaitingMax = 1 << 20;
constexpr std::uint64_t kTimeoutMsMax = 24ull * 3600 * 1000; // as the local API takes it
constexpr char kToInput = 0; // the first byte of a binary message: whose bytes these are
constexpr char kFromError = 2;
constexpr const char *kExecNotRun = "It was not run.";
constexpr const char *kExecEndUnknown = "It was begun, and how it ended is not known.";

struct ExecOptions {
    LiveOptions live;
    std::string sandbox;
    std::vector<std::string> program; // stands behind the sandbox, taken off before the rest was read
    std::vector<std::string> environment;
    std::string user;
    std::string workdir;
    std::uint64_t timeoutMs = 0;
    bool interactive = false;
    bool terminal = false;
    bool detach = false;
    std::string detachKeys = kUsualDetachKeys;
};

/// Other bytes would arrive as others.
Result<> checkText(const std::string &text, const char *what)
{
    return toValidUtf8(text) == text
               ? Result<>()
               : fail(ErrorCode::InvalidArgument,
                      std::string(what) + " is no UTF-8 text, and cannot be passed; bytes go in with -i");
}

Result<nlohmann::json> programJson(const ExecOptions &options)
{
    auto body = nlohmann::json::object();
    for (const auto &word : options.program)
        GB_CHECK(checkText(word, "an argument"));
    if (!options.program.empty())
        body["arguments"] = options.program;
    for (const auto &pair : options.environment) {
        const auto equals = pair.find('=');
        if (equals == 0)
            return fail(ErrorCode::InvalidArgument, "--env takes NAME=VALUE, or the NAME of a variable here");
        const auto name = pair.substr(0, equals);
        const char *here = equals == std::string::npos ? std::getenv(name.c_str()) : nullptr;
        if (equals == std::string::npos && !here)
            continue; // as docker has it: what is not set here is not set there
        const auto value = here ? std::string(here) : pair.substr(equals + 1);
        GB_CHECK(checkText(name + value, "a variable"));
        body["environment"][name] = value;
    }
    if (!options.user.empty())
        body["user"] = options.user;
    if (!options.workdir.empty())
        body["workdir"] = options.workdir;
    return body;
}

/// With streams: what comes goes out as it is read there, and what is given here goes in. Who reads slowly, or not for
/// a while, loses nothing: the connection is kept up meanwhile, with as much of the output as kOutputWaitingMax.
class ProgramStreams {
public:
    ProgramStreams(WebSocket socket, bool reads) : m_socket(std::move(socket)), m_reads(reads) {}

    Result<int> run(const nlohmann::json &program)
    {
        m_socket.send(WebSocketKind::Text, program.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        if (!m_reads)
            endInput();
        auto lasts = readSocket(); // something may have come with the answer
        while (lasts && !m_status)
            lasts = turn();
        GB_CHECK(writeAll()); // what it said before it left counts
        return m_status ? Result<int>(*m_status) : tl::unexpected(lasts.error());
    }

    /// Something of it was heard.
    bool hasBegun() const { return m_hasBegun; }

private:
    struct Output {
        int to = STDOUT_FILENO;
        std::string bytes;
        std::size_t written = 0;
    };

    bool isFull() const { return m_outputBytes >= kOutputWaitingMax; }

    Result<> turn()
    {
        if (const auto flushed = m_socket.flush(); !flushed) {
            do {
                GB_CHECK(writeAll());
                GB_CHECK(readSocket());
            } while (isFull());
            return m_status ? Result<>() : tl::unexpected(flushed.error());
        }
        const bool wantsInput = m_reads && m_socket.unsentBytes() < kInputWaitingMax;
        const int output = m_output.empty() ? -1 : m_output.front().to;
        const auto events = (isFull() ? 0 : POLLIN) | (m_socket.hasUnsent() ? POLLOUT : 0);
        std::array<pollfd, 3> watched{{{events != 0 ? m_socket.descriptor() : -1, static_cast<short>(events), 0},
                                       {wantsInput ? STDIN_FILENO : -1, POLLIN, 0},
                                       {output, POLLOUT, 0}}};
        if (::poll(watched.data(), watched.size(), static_cast<int>(WebSocket::kLookEvery.count())) < 0)
            return {};
        if (watched[1].revents != 0)
            readInput();
        const bool wasFull = isFull();
        if (watched[2].revents != 0)
            GB_CHECK(writeSome());
        if (isFull()) {
            m_socket.rest();
            return {};
        }
        // What came before it was full waits in the socket's own buffers, where no poll tells of it.
        if (wasFull || watched[0].revents != 0)
            GB_CHECK(readSocket());
        return m_status ? Result<>() : m_socket.look();
    }

    void endInput()
    {
        m_reads = false;
        m_socket.send(WebSocketKind::Text, R"({"eof":true})");
    }

    void readInput()
    {
        std::array<char, 1 + kInputPieceMax> bytes; // NOLINT: written by the next lines
        bytes[0] = kToInput;
        const auto count = ::read(STDIN_FILENO, bytes.data() + 1, kInputPieceMax);
        if (count > 0)
            m_socket.send(WebSocketKind::Binary, {bytes.data(), static_cast<std::size_t>(count) + 1});
        else if (count == 0 || (errno != EINTR && errno != EAGAIN))
            endInput();
    }

    Result<> readSocket()
    {
        while (!m_status && !isFull()) {
            GB_TRY(message, m_socket.read());
            if (!message)
                break;
            if (message->kind == WebSocketKind::Text)
                GB_CHECK(hear(message->bytes));
            else if (message->kind == WebSocketKind::Binary && !message->bytes.empty())
                take(std::move(message->bytes));
        }
        return {};
    }

    void take(std::string bytes)
    {
        m_hasBegun = true;
        m_outputBytes += bytes.size() - 1;
        m_output.push_back({bytes[0] == kFromError ? STDERR_FILENO : STDOUT_FILENO, std::move(bytes), 1});
    }

    /// As much as does not wait, where poll said that something can be written.
    Result<> writeSome()
    {
        auto &first = m_output.front();
        const auto piece = std::string_view(first.bytes).substr(first.written, PIPE_BUF);
        const auto count = ::write(first.to, piece.data(), piece.size());
        if (count < 0)
            return errno == EINTR || errno == EAGAIN ? Result<>() : notWritten(first.to);
        m_outputBytes -= static_cast<std::size_t>(count);
        first.written += static_cast<std::size_t>(count);
        if (first.written == first.bytes.size())
            m_output.pop_front();
        return {};
    }

    Result<> writeAll()
    {
        for (; !m_output.empty(); m_output.pop_front())
            if (const auto &first = m_output.front();
                !writeFully(first.to, std::string_view(first.bytes).substr(first.written)))
                return notWritten(first.to);
        m_outputBytes = 0;
        return {};
    }

    /// A reader that left is as a signal has it; letting go ends the program.
    Result<> notWritten(int to)
    {
        const int why = errno;
        m_output.clear();
        m_outputBytes = 0;
        if (why != EPIPE)
            return fail(ErrorCode::FolderUnusable,
                        std::string(to == STDERR_FILENO ? "standard error" : "standard output") +
                            " cannot be written: " + std::strerror(why));
        m_status = 128 + SIGPIPE;
        return {};
    }

    Result<> hear(const std::string &text)
    {
        const auto end = nlohmann::json::parse(text, nullptr, false);
        if (!end.is_object())
            return fail(ErrorCode::ProtocolError, "what answers there is of another version");
        if (end.contains("error"))
            return tl::unexpected(apiError(end, kSaidInWords));
        if (end.contains("exit_code") || end.contains("signal") || end.contains("timed_out"))
            m_status = shellStatus(end);
        return {};
    }

    WebSocket m_socket;
    bool m_reads;
    bool m_hasBegun = false;
    std::deque<Output> m_output; // oldest first
    std::size_t m_outputBytes = 0;
    std::optional<int> m_status;
};

Result<int> runWithStreams(const ApiClient &api, const ExecOptions &options, const std::string &sandbox)
{
    GB_TRY(program, programJson(options));
    program["stream_input"] = true;
    if (options.timeoutMs > 0)
        program["timeout_ms"] = options.timeoutMs;
    GB_TRY(socket, WebSocket::connect(api.address(), "/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/exec/stream"));
    std::fflush(stdout);
    ProgramStreams streams(std::move(socket), options.interactive && !standardInputWasClosed());
    auto status = streams.run(program);
    if (!status && (streams.hasBegun() || status.error().code == ErrorCode::NetworkError))
        return complain(std::string(kExecEndUnknown) + ' ' + status.error().detail, kExitNotRun);
    return status;
}

/// As shells have it: 126 where the program may not be run, 127 where it, or its user or folder, is not there.
Result<int> asShells(const ApiClient &api, const std::string &sandbox, Result<int> status)
{
    if (!status && status.error().code == ErrorCode::PermissionDenied)
        return complain(std::string(kExecNotRun) + ' ' + status.error().detail, kExitNoRight);
    if (status || status.error().code != ErrorCode::NotFound)
        return status;
    const auto found = api.get("/v1/sandboxes/" + ApiClient::escaped(sandbox));
    const auto state = found ? found->value("state", std::string()) : std::string("destroyed");
    if (state == "destroying" || state == "destroyed") // under it
        return complain(std::string(kExecEndUnknown) + ' ' + status.error().detail, kExitNotRun);
    return complain(std::string(kExecNotRun) + ' ' + status.error().detail, kExitNoProgram);
}

/// Whole: for programs, and for what goes on by itself.
Result<int> runWhole(const ApiClient &api, const ExecOptions &options, const std::string &sandbox)
{
    GB_TRY(program, programJson(options));
    if (options.timeoutMs > 0)
        program["timeout_ms"] = options.timeoutMs;
    if (options.detach)
        program["background"] = true;
    GB_TRY(answer, api.postAndWait("/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/exec", program));
    if (options.live.json)
        printAnswer(answer);
    return options.live.json || options.detach ? 0 : shellStatus(answer);
}

/// "ctrl-p,ctrl-q" is "ctrl-p ctrl-q" for people.
std::string inWords(std::string keys)
{
    std::ranges::replace(keys, ',', ' ');
    return keys;
}

Result<int> runInTerminal(const ApiClient &api, const ExecOptions &options, const std::string &sandbox)
{
    GB_TRY(detach, DetachKeys::parse(options.detachKeys));
    GB_TRY(wish, programJson(options));
    const auto size = screenSize();
    wish["columns"] = size.columns;
    wish["rows"] = size.rows;
    const auto path = "/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/terminals";
    GB_TRY(opened, api.postAndWait(path, wish));
    const auto terminal = idIn(opened);
    const auto joined = joinTerminal(api, {sandbox, terminal, true, std::move(detach), inWords(options.detachKeys)});
    if (!joined)
        return complain("Its terminal was lost. " + joined.error().detail, kExitNotRun);
    const auto &left = *joined;
    if (left.why == TerminalLeft::Why::Detached) {
        std::fprintf(stderr, "\r\nIt goes on: gloveboxctl terminal attach %s %s\n", sandbox.c_str(), terminal.c_str());
        return 0;
    }
    if (left.why == TerminalLeft::Why::Ended) // nobody asks for what it printed any more
        [[maybe_unused]]
        const auto closed = api.remove(path + '/' + ApiClient::escaped(terminal));
    return left.status;
}

int execute(const ExecOptions &options)
{
    if (options.program.empty())
        return complain("which program? it stands behind the sandbox: gloveboxctl exec SANDBOX ls -l", kExitUsage);
    if (options.terminal && ::isatty(STDIN_FILENO) == 0)
        return complain("-t wants a terminal as standard input; without it (-i alone) bytes go through as they are",
                        kExitUsage);
    if (options.terminal && (options.live.json || options.detach || options.timeoutMs > 0))
        return complain("-t does not go with --json, --detach and --timeout", kExitUsage);
    return withApi(
        options.live, kExecNotRun,
        [&](const ApiClient &api) -> Result<int> {
            GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
            // One that was never there is another thing than one that goes while its program runs.
            GB_CHECK(api.get("/v1/sandboxes/" + ApiClient::escaped(sandbox)));
            if (options.terminal)
                return asShells(api, sandbox, runInTerminal(api, options, sandbox));
            return asShells(api, sandbox,
                            options.live.json || options.detach ? runWhole(api, options, sandbox)
                                                                : runWithStreams(api, options, sandbox));
        },
        kExitNotRun);
}

int openShell(const ExecOptions &options)
{
    if (::isatty(STDIN_FILENO) == 0)
        return complain("a shell wants a terminal as standard input; gloveboxctl exec -i SANDBOX sh reads a pipe",
                        kExitUsage);
    return withApi(
        options.live, "No shell was opened.",
        [&](const ApiClient &api) -> Result<int> {
            GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
            return runInTerminal(api, options, sandbox);
        },
        kExitNotRun);
}

void addProgramOptions(CLI::App &command, ExecOptions &options)
{
    command.add_option("SANDBOX", options.sandbox, kSandboxHelp)->required();
    command
        .add_option("-e,--env", options.environment,
                    "a variable of its environment, NAME=VALUE, or a NAME that is set here; several: one each")
        ->allow_extra_args(false);
    command.add_option("-u,--user", options.user, "as this user of the sandbox, by name or number");
    command.add_option("-w,--workdir", options.workdir, "in this folder of the sandbox");
    command
        .add_option("--detach-keys", options.detachKeys,
                    "what leaves a terminal while its program goes on; \"\": nothing does")
        ->capture_default_str();
    addLiveOptions(command, options.live);
}

} // namespace

void addExec(CLI::App &app, Action &chosen)
{
    const auto options = std::make_shared<ExecOptions>();
    auto *command = app.add_subcommand("exec", "run a program in a sandbox; its exit status is this command's");
    addProgramOptions(*command, *options);
    takeProgramWords(*command, 1, options->program, "the program and its arguments, as they are");
    command->add_flag("-i,--interactive", options->interactive, "give it this command's standard input");
    command->add_flag("-t,--tty", options->terminal, "give it a terminal, which goes on when Glovebox is restarted");
    command->add_flag("-d,--detach", options->detach, "start it and leave it to itself");
    takeTime(
        *command->add_option("--timeout", options->timeoutMs, "end it then, as 500ms, 90s, 5m or 1h; exit status 124"),
        {kMillisecondsToHours, "500ms, 90s, 5m or 1h", 0, kTimeoutMsMax});
    command->callback([&chosen, options] {
        chosen = [options] {
            return execute(*options);
        };
    });
    const auto shellOptions = std::make_shared<ExecOptions>();
    auto *shell = app.add_subcommand("shell", "open a shell in a sandbox, in a terminal; ctrl-p ctrl-q leaves it");
    addProgramOptions(*shell, *shellOptions);
    shell->callback([&chosen, shellOptions] {
        chosen = [shellOptions] {
            return openShell(*shellOptions);
        };
    });
}

} // namespace glovebox::cli
