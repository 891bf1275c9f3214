#include "core/secrets/keyring_secret_store.h"

#include "core/base/subprocess.h"
#include "core/secrets/keyring_answer.h"
#include "core/secrets/steps.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <sys/mman.h>
#include <unistd.h>

namespace glovebox::secrets {

namespace {

constexpr const char *kService = "Glovebox";

/// A file in memory that a program reads or writes as its standard input or output: nothing of a secret passes through
/// buffers that nobody overwrites, or reaches a disk.
class MemoryFile {
public:
    static Result<std::shared_ptr<MemoryFile>> make(const std::string &content)
    {
        auto file = std::make_shared<MemoryFile>();
        file->m_fd = ::memfd_create("glovebox-keyring", MFD_CLOEXEC);
        if (file->m_fd < 0)
            return fail(ErrorCode::OutOfMemory, std::string("a file in memory: ") + std::strerror(errno));
        if (::write(file->m_fd, content.data(), content.size()) != static_cast<ssize_t>(content.size()))
            return fail(ErrorCode::OutOfMemory, std::string("writing a file in memory: ") + std::strerror(errno));
        return file;
    }
    MemoryFile() = default;
    ~MemoryFile()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;

    /// For who opens it in this process, as QProcess does before it forks.
    std::string path() const { return "/proc/self/fd/" + std::to_string(m_fd); }
    SecretString content() const
    {
        std::string bytes(kKeyringAnswerMax + 1, '\0');
        const auto length = ::pread(m_fd, bytes.data(), bytes.size(), 0);
        const SecretString all(std::move(bytes));
        return SecretString(all.reveal().substr(0, length > 0 ? static_cast<std::size_t>(length) : 0));
    }

private:
    int m_fd = -1;
};

Error inPlainWords(const Error &error, std::chrono::milliseconds deadline)
{
    if (error.code == ErrorCode::TimedOut)
        return {ErrorCode::TimedOut, "the keyring did not answer within " + std::to_string(deadline.count() / 1000) +
                                         " s; it may be asking for its password on a screen"};
    return error;
}

} // namespace

Result<std::string> findKeyringProgram(const std::string &programFolder)
{
    namespace fs = std::filesystem;
    std::error_code error;
    for (const char *place : {"/glovebox-keyring", "/../../core/secrets/keyring/glovebox-keyring"})
        if (const auto found = fs::canonical(programFolder + place, error); !error && fs::is_regular_file(found, error))
            return found.string();
    return fail(ErrorCode::HostToolMissing, "glovebox-keyring is not beside this program, in " + programFolder +
                                                ": the installation is incomplete");
}

std::vector<std::string> KeyringSecretStore::question(const char *what, const std::string &name) const
{
    return {what, kService, m_options.folderId + '/' + name};
}

Call KeyringSecretStore::ask(std::vector<std::string> words, const SecretString *value, Callback<SecretString> done)
{
    auto program = m_options.program.empty() ? findKeyringProgram(QCoreApplication::applicationDirPath().toStdString())
                                             : Result<std::string>(m_options.program);
    if (!program)
        return answerLater<SecretString>(std::move(done), tl::unexpected(program.error()));
    const auto input = MemoryFile::make(value ? value->reveal() : std::string());
    const auto output = MemoryFile::make({});
    if (!input || !output)
        return answerLater<SecretString>(std::move(done), tl::unexpected(input ? output.error() : input.error()));
    ProcessSpec spec{.program = *std::move(program), .arguments = std::move(words)};
    // The library's door to the keyring leads through GLib's loop; and it is the one that was looked at, on KDE, too.
    spec.environment = {{"QT_NO_GLIB", ""}, {"XDG_CURRENT_DESKTOP", "GNOME"}};
    spec.standardInputFile = (*input)->path();
    spec.standardOutputFile = (*output)->path();
    spec.timeout = m_options.deadline;
    return runProcess(spec, [output = *output, deadline = m_options.deadline,
                             done = std::move(done)](const Result<ProcessOutcome> &ended) {
        if (!ended)
            return done(tl::unexpected(inPlainWords(ended.error(), deadline)));
        done(parseKeyringAnswer(output->content()));
    });
}

Call KeyringSecretStore::look(Callback<> done)
{
    return ask({"look"}, nullptr, [done = std::move(done)](const Result<SecretString> &answered) {
        done(answered ? Result<>() : tl::unexpected(answered.error()));
    });
}

Call KeyringSecretStore::read(const std::string &name, Callback<SecretString> done)
{
    if (const auto known = ports::checkSecretName(name); !known)
        return answerLater<SecretString>(std::move(done), tl::unexpected(known.error()));
    return ask(question("read", name), nullptr, std::move(done));
}

Call KeyringSecretStore::write(const std::string &name, const SecretString &value, Callback<> done)
{
    auto fit = ports::checkSecretName(name);
    if (fit)
        fit = ports::checkSecretValue(value);
    if (!fit)
        return answerLater<void>(std::move(done), std::move(fit));
    return ask(question("write", name), &value, [done = std::move(done)](const Result<SecretString> &answered) {
        done(answered ? Result<>() : tl::unexpected(answered.error()));
    });
}

Call KeyringSecretStore::remove(const std::string &name, Callback<> done)
{
    if (const auto known = ports::checkSecretName(name); !known)
        return answerLater<void>(std::move(done), tl::unexpected(known.error()));
    return ask(question("remove", name), nullptr, [done = std::move(done)](const Result<SecretString> &answered) {
        done(answered ? Result<>() : tl::unexpected(answered.error()));
    });
}

} // namespace glovebox::secrets
