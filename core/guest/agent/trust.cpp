#include "core/guest/agent/trust.h"

#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace glovebox::agent {

namespace {

/// Where distributions keep all authorities in one file; the first that is there is what variables name.
constexpr std::array<const char *, 5> kBundles{
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};
/// What is put here is in the bundle again after its package has made it anew.
constexpr std::array<const char *, 2> kSources{"/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors"};
constexpr const char *kSourceName = "/glovebox-gate.crt";
constexpr const char *kOwnName = "/gate-authority.pem";
/// Ten times what distributions have.
constexpr std::size_t kBundleMax = 4 << 20;

/// These replace what their program believes: they name the whole bundle.
constexpr std::array<const char *, 6> kBundleVariables{"SSL_CERT_FILE",      "CURL_CA_BUNDLE", "GIT_SSL_CAINFO",
                                                       "REQUESTS_CA_BUNDLE", "PIP_CERT",       "AWS_CA_BUNDLE"};
/// These add to it.
constexpr std::array<const char *, 2> kOwnVariables{"NODE_EXTRA_CA_CERTS", "DENO_CERT"};

/// An errno or 0.
int writeAll(const Descriptor &file, std::string_view text)
{
    while (!text.empty()) {
        const auto count = ::write(file.get(), text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 ? errno : EIO;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

int writeFile(const std::string &path, std::string_view text)
{
    ::unlink(path.c_str()); // a link of the image's leads elsewhere
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    return file ? writeAll(file, text) : errno;
}

bool isFolder(const std::string &path)
{
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

} // namespace

bool Trust::apply(const guest::GateTrust &gate)
{
    if (m_gate == gate && m_report.problem.empty())
        return false;
    const auto secretsBefore = m_secrets;
    const auto placesBefore = m_places;
    m_gate = gate;
    m_secrets = guest::unpackedVariables(gate.variables).value_or(guest::Variables());
    m_places.clear();
    m_report = {};
    if (!gate.authority.empty())
        believe(gate.authority);
    return secretsBefore != m_secrets || placesBefore != m_places;
}

void Trust::believe(const std::string &authority)
{
    const auto own = m_memory + kOwnName;
    if (const int error = writeFile(m_root + own, authority))
        problem("cannot write " + own, error);
    for (const auto *folder : kSources)
        if (isFolder(m_root + folder))
            if (const int error = writeFile(m_root + folder + kSourceName, authority))
                problem(std::string("cannot write ") + folder + kSourceName, error);
    m_report.bundle = own;
    bool found = false;
    for (const auto *bundle : kBundles)
        if (addTo(bundle, authority) && !std::exchange(found, true))
            m_report.bundle = bundle;
    for (const auto *name : kBundleVariables)
        m_places.emplace_back(name, m_report.bundle);
    for (const auto *name : kOwnVariables)
        m_places.emplace_back(name, own);
}

/// False: there is none.
bool Trust::addTo(const std::string &bundle, const std::string &authority)
{
    const auto path = m_root + bundle;
    struct stat info {};
    // Looked at before it is opened, as in openRegular(). That it may be another one by then harms this guest alone.
    if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    const Descriptor file(::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK));
    std::string text;
    int error = file ? readUpTo(file.get(), kBundleMax, text) : errno;
    if (error == 0 && text.size() >= kBundleMax)
        error = EFBIG;
    if (error == 0 && text.find(authority) == std::string::npos)
        error = writeAll(file, (text.empty() || text.ends_with('\n') ? "" : "\n") + authority);
    if (error)
        problem("cannot add to " + bundle, error);
    return true;
}

/// The first one counts.
void Trust::problem(const std::string &what, int error)
{
    if (m_report.problem.empty())
        m_report.problem = what + ": " + std::strerror(error);
}

} // namespace glovebox::agent
