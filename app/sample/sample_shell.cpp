#include "app/sample/sample_shell.h"

#include <algorithm>
#include <utility>

namespace glovebox::sample {

namespace {

constexpr std::size_t kShellLineMax = 4'096;
constexpr std::size_t kShellPastMax = 200;
constexpr int kSeqMax = 20'000;

const char *const kHelp =
    "Sample data: a shell of a few words, and nothing real behind it.\r\n"
    "  ls cat echo pwd cd mkdir touch rm whoami uname ps free env seq colors clear history exit\r\n"
    "  echo words > file writes a file\r\n";

std::vector<std::string> wordsOf(const std::string &line)
{
    std::vector<std::string> words;
    std::string word;
    char quote = 0;
    bool any = false;
    for (const char sign : line) {
        if (quote != 0 ? sign == quote : (sign == '"' || sign == '\'')) {
            quote = quote != 0 ? 0 : sign;
            any = true;
        } else if (quote == 0 && sign == ' ') {
            if (any || !word.empty())
                words.push_back(std::exchange(word, {}));
            any = false;
        } else {
            word += sign;
        }
    }
    if (any || !word.empty())
        words.push_back(word);
    return words;
}

/// As a terminal wants its line ends.
std::string forTerminal(std::string_view text)
{
    std::string out;
    for (const char sign : text) {
        if (sign == '\n' && (out.empty() || out.back() != '\r'))
            out += '\r';
        out += sign;
    }
    return out;
}

} // namespace

// ---- The disk ----

namespace {

/// More than a look takes.
std::string buildLog()
{
    std::string log = "$ ninja -C build\n";
    for (int i = 1; i <= 6'000; ++i)
        log += "[" + std::to_string(i) + "/6000] \x1b[32mCXX\x1b[0m ledger/part_" + std::to_string(i % 61) + ".cpp.o\n";
    return log;
}

/// As much as a small picture has, and no text.
std::string picture()
{
    std::string bytes("\x89PNG\r\n\x1a\n", 8);
    for (int i = 0; i < 12'000; ++i)
        bytes += static_cast<char>((i * 31 + i / 7) & 0xff);
    return bytes;
}

} // namespace

SampleDisk::SampleDisk()
{
    m_folders = {{"/", true},    {"/mnt", true}, {"/mnt/session", true}, {"/mnt/session/outputs", true},
                 {"/tmp", true}, {"/root", true}};
    m_files = {{"/etc/hostname", "sandbox\n"},
               {"/etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\n"},
               {"/mnt/session/README.md", "# ledger\n\nMoney and its entries.\n"},
               {"/mnt/session/ledger/money.py", "from decimal import Decimal\n\n\nclass Money:\n    pass\n"},
               {"/mnt/session/ledger/rounding.py", "ROUNDING = \"ROUND_HALF_EVEN\"\n"},
               {"/mnt/session/tests/test_money.py", "def test_nothing():\n    assert True\n"},
               {"/mnt/session/ledger/__init__.py", ""},
               {"/mnt/session/pyproject.toml", "[project]\nname = \"ledger\"\nversion = \"0.4.0\"\n"},
               {"/mnt/session/run.sh", "#!/bin/sh\nset -eu\nexec python3 -m pytest -q \"$@\"\n"},
               {"/mnt/session/build.log", buildLog()},
               {"/mnt/session/outputs/chart.png", picture()},
               {"/mnt/session/outputs/CHANGES.md", "# What changed\n\n- Rounds half to even\n"}};
}

bool SampleDisk::isFolder(const std::string &path) const
{
    if (m_folders.contains(path))
        return true;
    const auto below = m_files.lower_bound(path + '/');
    return below != m_files.end() && below->first.starts_with(path + '/');
}

const std::string *SampleDisk::file(const std::string &path) const
{
    const auto found = m_files.find(path);
    return found == m_files.end() ? nullptr : &found->second;
}

bool SampleDisk::write(const std::string &path, std::string content)
{
    if (content.size() > kFileMax || isFolder(path) || (m_files.size() >= kFilesMax && !m_files.contains(path)))
        return false;
    m_files.insert_or_assign(path, std::move(content));
    return true;
}

bool SampleDisk::makeFolder(const std::string &path)
{
    if (m_folders.size() >= kFilesMax || m_files.contains(path))
        return false;
    m_folders[path] = true;
    return true;
}

bool SampleDisk::remove(const std::string &path)
{
    const auto isBelow = [&path](const auto &entry) {
        return entry.first == path || entry.first.starts_with(path + '/');
    };
    return std::erase_if(m_files, isBelow) + std::erase_if(m_folders, isBelow) > 0;
}

std::vector<std::string> SampleDisk::namesIn(const std::string &folder) const
{
    const std::string before = folder == "/" ? "/" : folder + '/';
    std::vector<std::string> names;
    const auto add = [&](const std::string &path, bool isFile) {
        if (!path.starts_with(before) || path.size() == before.size())
            return;
        const auto slash = path.find('/', before.size());
        const bool isDeeper = slash != std::string::npos;
        names.push_back(path.substr(before.size(), isDeeper ? slash - before.size() : std::string::npos) +
                        (isDeeper || !isFile ? "/" : ""));
    };
    for (const auto &[path, content] : m_files)
        add(path, true);
    for (const auto &[path, there] : m_folders)
        add(path, false);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

// ---- The shell ----

std::string SampleShell::prompt() const
{
    return "\x1b[32magent@" + m_host + "\x1b[0m:\x1b[34m" + m_folder + "\x1b[0m$ ";
}

std::string SampleShell::greeting() const
{
    return "Sample data: type help for what this shell knows.\r\n" + prompt();
}

std::string SampleShell::type(std::string_view bytes)
{
    std::string out;
    for (const char sign : bytes) {
        if (m_over)
            break;
        if (!m_escape.empty()) {
            m_escape += sign;
            const bool whole = m_escape.size() > 2 && sign >= '@' && sign <= '~';
            if (whole || m_escape.size() > 16)
                out += control(std::exchange(m_escape, {}));
            continue;
        }
        out += key(sign);
    }
    return out;
}

std::string SampleShell::key(char sign)
{
    switch (sign) {
    case '\x1b':
        m_escape = sign;
        return {};
    case '\r':
    case '\n':
        return enter();
    case '\x7f':
    case '\b': {
        if (m_line.empty())
            return {};
        while (!m_line.empty() && (static_cast<unsigned char>(m_line.back()) & 0xC0U) == 0x80U) // of a letter's bytes
            m_line.pop_back();
        if (!m_line.empty())
            m_line.pop_back();
        return "\b \b";
    }
    case '\x03':
        m_line.clear();
        return "^C\r\n" + prompt();
    case '\x04':
        if (!m_line.empty())
            return {};
        m_over = m_status;
        return "exit\r\n";
    case '\x0c':
        return "\x1b[H\x1b[2J" + prompt() + m_line;
    case '\x15':
        return replaceLine({});
    default:
        if (static_cast<unsigned char>(sign) < 0x20 || m_line.size() >= kShellLineMax)
            return {};
        m_line += sign;
        return std::string(1, sign);
    }
}

std::string SampleShell::replaceLine(const std::string &line)
{
    m_line = line;
    return "\r\x1b[K" + prompt() + m_line;
}

std::string SampleShell::control(std::string_view sequence)
{
    const bool up = sequence == "\x1b[A" || sequence == "\x1bOA";
    const bool down = sequence == "\x1b[B" || sequence == "\x1bOB";
    if (up && m_at > 0)
        return replaceLine(m_past[--m_at]);
    if (down && m_at < m_past.size()) {
        ++m_at;
        return replaceLine(m_at < m_past.size() ? m_past[m_at] : std::string());
    }
    return {};
}

std::string SampleShell::enter()
{
    const std::string line = std::exchange(m_line, {});
    if (!line.empty() && (m_past.empty() || m_past.back() != line))
        m_past.push_back(line);
    if (m_past.size() > kShellPastMax)
        m_past.erase(m_past.begin());
    m_at = m_past.size();
    std::string out = "\r\n" + forTerminal(run(line));
    if (!m_over)
        out += prompt();
    return out;
}

std::string SampleShell::run(const std::string &line)
{
    auto words = wordsOf(line);
    m_status = 0;
    if (words.empty())
        return {};
    const auto arrow = std::ranges::find(words, ">");
    if (arrow == words.end() || arrow + 1 == words.end())
        return command(words);
    const std::string target = pathOf(*(arrow + 1));
    words.erase(arrow, words.end());
    if (words.empty())
        return {};
    const std::string said = command(words);
    return m_disk.write(target, said) ? std::string() : fail(target + ": it does not fit here\n");
}

std::string SampleShell::pathOf(const std::string &name) const
{
    std::string path = name == "~" ? "/root" : name.starts_with('/') ? name : m_folder + '/' + name;
    std::vector<std::string> parts;
    std::size_t at = 0;
    while (at <= path.size()) {
        const auto slash = std::min(path.find('/', at), path.size());
        const auto part = path.substr(at, slash - at);
        if (part == ".." && !parts.empty())
            parts.pop_back();
        else if (!part.empty() && part != "." && part != "..")
            parts.push_back(part);
        at = slash + 1;
    }
    std::string whole;
    for (const auto &part : parts)
        whole += '/' + part;
    return whole.empty() ? "/" : whole;
}

std::string SampleShell::fail(const std::string &text, int status)
{
    m_status = status;
    return text;
}

std::string SampleShell::list(const std::vector<std::string> &words)
{
    std::string folder = m_folder;
    bool isLong = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i].starts_with('-'))
            isLong = words[i].find('l') != std::string::npos;
        else
            folder = pathOf(words[i]);
    }
    if (!m_disk.isFolder(folder))
        return fail("ls: cannot access '" + folder + "': No such file or directory\n", 2);
    std::string out;
    for (const auto &name : m_disk.namesIn(folder)) {
        const bool isFolder = name.ends_with('/');
        const std::string plain = isFolder ? name.substr(0, name.size() - 1) : name;
        if (isLong) {
            const auto *file = m_disk.file((folder == "/" ? "" : folder) + '/' + plain);
            std::string size = std::to_string(file ? file->size() : 4096);
            out += (isFolder ? "drwxr-xr-x" : "-rw-r--r--") + std::string(" agent agent ") +
                   std::string(8 - std::min<std::size_t>(8, size.size()), ' ') + size + "  ";
        }
        out += isFolder ? "\x1b[34m" + plain + "\x1b[0m" : plain;
        out += isLong ? "\n" : "  ";
    }
    return isLong || out.empty() ? out : out + '\n';
}

std::string SampleShell::printFiles(const std::vector<std::string> &words)
{
    std::string out;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (const auto *file = m_disk.file(pathOf(words[i])))
            out += *file;
        else
            out += fail("cat: " + words[i] + ": No such file or directory\n");
    }
    return out;
}

std::string SampleShell::command(const std::vector<std::string> &words)
{
    const std::string &what = words.front();
    const std::string first = words.size() > 1 ? words[1] : std::string();
    if (what == "help")
        return kHelp;
    if (what == "ls")
        return list(words);
    if (what == "cat")
        return printFiles(words);
    if (what == "pwd")
        return m_folder + '\n';
    if (what == "whoami")
        return "agent\n";
    if (what == "uname")
        return first == "-a" ? "Linux " + m_host + " 6.1.0-41-cloud-amd64 x86_64 GNU/Linux\n" : "Linux\n";
    if (what == "ps")
        return "    PID TTY          TIME CMD\n      1 ?        00:00:01 glovebox-agent\n     41 pts/0    00:00:00 "
               "bash\n";
    if (what == "free")
        return "               total        used        free\nMem:          498412      121880      376532\n";
    if (what == "env")
        return "HOME=/root\nPWD=" + m_folder + "\nTERM=xterm-256color\n";
    if (what == "clear")
        return "\x1b[H\x1b[2J";
    if (what == "true")
        return {};
    if (what == "false")
        return fail({});
    if (what == "exit") {
        m_over = first.empty() ? 0 : std::clamp(std::atoi(first.c_str()), 0, 255);
        m_status = *m_over;
        return "exit\n";
    }
    if (what == "cd") {
        const auto to = pathOf(first.empty() ? "~" : first);
        if (!m_disk.isFolder(to))
            return fail("cd: " + first + ": No such file or directory\n");
        m_folder = to;
        return {};
    }
    if (what == "mkdir")
        return m_disk.makeFolder(pathOf(first)) ? std::string() : fail("mkdir: cannot create '" + first + "'\n");
    if (what == "touch")
        return m_disk.file(pathOf(first)) || m_disk.write(pathOf(first), {})
                   ? std::string()
                   : fail("touch: cannot touch '" + first + "'\n");
    if (what == "rm")
        return m_disk.remove(pathOf(words.back()))
                   ? std::string()
                   : fail("rm: cannot remove '" + words.back() + "': No such file or directory\n");
    return printed(words);
}

/// Of those whose output is made up line by line.
std::string SampleShell::printed(const std::vector<std::string> &words)
{
    const std::string &what = words.front();
    const std::string first = words.size() > 1 ? words[1] : std::string();
    std::string out;
    if (what == "echo") {
        for (std::size_t i = 1; i < words.size(); ++i)
            out += (i > 1 ? " " : "") + words[i];
        return out + '\n';
    }
    if (what == "history") {
        for (std::size_t i = 0; i < m_past.size(); ++i)
            out += std::to_string(i + 1) + "  " + m_past[i] + '\n';
        return out;
    }
    if (what == "seq") {
        for (int i = 1; i <= std::clamp(std::atoi(first.c_str()), 0, kSeqMax); ++i)
            out += std::to_string(i) + '\n';
        return out;
    }
    if (what == "colors") {
        for (int color = 0; color < 16; ++color)
            out += "\x1b[48;5;" + std::to_string(color) + "m    \x1b[0m" + (color == 7 || color == 15 ? "\n" : "");
        return out;
    }
    return fail("bash: " + what + ": command not found\n", 127);
}

} // namespace glovebox::sample
