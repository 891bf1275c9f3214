#include "core/images/initrd_part.h"

#include "core/images/cpio.h"
#include "core/images/kernel_part.h"
#include "core/images/recipe.h"

namespace glovebox::images {

namespace {

constexpr const char *kInitrdFormat = "initrd 1";
/// The agent has 1.5 MB; a debug build of it ten times that.
constexpr ByteCount kAgentMax = ByteCount::mib(64);
constexpr ByteCount kGuestModuleMax = ByteCount::mib(32);

} // namespace

Result<std::string> initrdKey(const std::string &agentBinary, const Part &kernel, const StopFlag &stop)
{
    if (agentBinary.empty())
        return fail(ErrorCode::HostToolMissing,
                    "the guest agent (glovebox-agent) was not found beside this program; the "
                    "installation is incomplete");
    auto agent = sha256OfFile(agentBinary, stop);
    if (!agent)
        return tl::unexpected(inContext("the guest agent", agent.error()));
    std::string text = std::string(kInitrdFormat) + '\n' + *agent + '\n';
    for (const auto &file : kernel.manifest.files)
        text += file.name + ' ' + file.sha256 + '\n';
    return sha256OfText(text).substr(0, 16);
}

Result<> buildInitrd(const std::string &agentBinary, const Part &kernel, const std::string &target)
{
    auto agent = readFile(agentBinary, kAgentMax);
    if (!agent)
        return tl::unexpected(inContext("the guest agent", agent.error()));
    if (!agent->starts_with("\177ELF"))
        return fail(ErrorCode::InvalidArgument, "the guest agent " + agentBinary + " is not a program");
    GB_TRY(moduleList, readFile(kernel.path(kModuleListFile), kGuestModuleMax));

    CpioWriter archive;
    archive.addFolder("dev");
    archive.addCharacterDevice("dev/console", 0600, 5, 1); // the kernel opens it for /init's output
    archive.addFolder("gb");
    archive.addFolder("gb/mod");
    std::string paths;
    for (const auto &line : listLines(moduleList)) {
        const auto module = line.substr(0, line.find(' '));
        GB_TRY(content, readFile(kernel.path(std::string(kModuleFolder) + '/' + module), kGuestModuleMax));
        archive.addFile("gb/mod/" + module, content, 0644);
        paths += "/gb/mod/" + line + '\n';
    }
    archive.addFile("gb/modules.list", paths, 0644);
    archive.addFile("init", *agent, 0755);
    GB_TRY(bytes, std::move(archive).finish());
    return writeFile(target + '/' + kInitrdFile, bytes);
}

} // namespace glovebox::images
