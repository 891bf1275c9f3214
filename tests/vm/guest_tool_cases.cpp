#include "tests/vm/guest_tool_cases.h"

namespace glovebox::test {

std::span<const ToolCase> toolCases()
{
    static constexpr ToolCase cases[]{
        {"output of a command", "", "bash", R"j({"command":"echo hi; echo err >&2"})j", "hi\nerr"},
        {"failure with output shows the output", "", "bash", R"j({"command":"echo no; false"})j", "ERROR no"},
        {"failure without output shows the status", "", "bash", R"j({"command":"(exit 7)"})j", "ERROR exit 7"},
        {"no command", "", "bash", R"j({})j", "ERROR bash: command is required"},
        {"standard input is empty", "", "bash", R"j({"command":"cat; echo end"})j", "end"},
        {"colours are taken out", "", "bash", R"j({"command":"printf '\\033[31mred\\033[0m'"})j", "red"},
        {"heredoc", "", "bash", R"j({"command":"cat <<X\na\nb\nX"})j", "a\nb"},
        {"the shell is told to end", "", "bash", R"j({"command":"echo end; exit 4"})j", "ERROR end"},
        {"the shell ends", "", "bash", R"j({"command":"kill -9 $$"})j", "ERROR bash: bash session terminated"},
        {"and the next call has a new one", "", "bash", R"j({"command":"pwd"})j", "/mnt/session"},
        {"restart", "", "bash", R"j({"restart":true})j", "bash session restarted"},
        {"tools are not root", "", "bash", R"j({"command":"id -u; id -un; echo $HOME"})j", "1000\nagent\n/home/agent"},
        {"nothing of the host's environment", "", "bash", R"j({"command":"env | grep -ic anthropic"})j", "ERROR 0"},
        {"no network device but the one that leads nowhere", "", "bash", R"j({"command":"ls /sys/class/net"})j",
         "gb0\nlo"},
        {"the agent is out of reach", "", "bash",
         R"j({"command":"kill -9 1; cat /proc/1/environ; ls -l /dev/vport* | head -1 | cut -c1-10"})j",
         "(?s).*[Nn]ot permitted.*[Dd]enied.*crw-------"},
        {"python", "", "bash", R"j({"command":"python3 -c 'import json,csv,sqlite3,unittest; print(6*7)'"})j", "42"},
        {"git", "", "bash", R"j({"command":"(cd $(mktemp -d) && git init -q . && git status --short && echo fine)"})j",
         "fine"},
        {"the time is the host's", "", "bash", R"j({"command":"date +%Y"})j", "20[2-9][0-9]"},

        {"write and read", "", "write", R"j({"file_path":"w/a.txt","content":"grün\n"})j", "wrote 6 bytes to w/a.txt"},
        {"read whole", "printf 'a\\nb\\nc\\n' > r.txt", "read", R"j({"file_path":"r.txt"})j", "a\nb\nc\n"},
        {"read a range", "printf 'a\\nb\\nc\\n' > r.txt", "read", R"j({"file_path":"r.txt","view_range":[2,3]})j",
         "b\nc"},
        {"read nothing there", "", "read", R"j({"file_path":"nowhere.txt"})j",
         "ERROR read: nowhere.txt: no such file or directory"},
        {"read a folder", "mkdir -p d", "read", R"j({"file_path":"d"})j", "ERROR read: d is not a regular file"},
        {"read outside", "", "read", R"j({"file_path":"/etc/passwd"})j",
         "ERROR path \"/etc/passwd\" is outside the session's working directory"},
        {"read through a link outside", "ln -sfn /etc out", "read", R"j({"file_path":"out/passwd"})j",
         "ERROR path \"out/passwd\" is outside the session's working directory"},
        {"read too much", "head -c 300000 /dev/zero > big", "read", R"j({"file_path":"big"})j",
         "ERROR read: big is 300000 bytes, exceeds 262144-byte limit\\..*"},
        {"read a pipe", "rm -f p; mkfifo p", "read", R"j({"file_path":"p"})j", "ERROR read: p is not a regular file"},
        {"write over a folder", "mkdir -p wd", "write", R"j({"file_path":"wd","content":"x"})j",
         "ERROR write: wd: is a directory"},
        {"edit once", "printf 'one two one' > e", "edit", R"j({"file_path":"e","old_string":"two","new_string":"$1"})j",
         "edited e \\(1 replacement\\(s\\)\\)"},
        {"edit twice found", "printf 'one two one' > e", "edit",
         R"j({"file_path":"e","old_string":"one","new_string":"x"})j",
         "ERROR edit: old_string appears 2 times in e \\(must be unique\\)"},
        {"edit all", "printf 'one two one' > e", "edit",
         R"j({"file_path":"e","old_string":"one","new_string":"x","replace_all":true})j",
         "edited e \\(2 replacement\\(s\\)\\)"},
        {"edit not found", "printf 'one' > e", "edit", R"j({"file_path":"e","old_string":"zwei","new_string":"x"})j",
         "ERROR edit: old_string not found in e"},
        {"glob", "mkdir -p g/.hid g/node_modules; touch g/a.py g/.hid/b.py g/node_modules/c.py", "glob",
         R"j({"pattern":"g/**/*.py"})j", "/mnt/session/g/a.py"},
        {"glob nothing", "", "glob", R"j({"pattern":"*.nothing"})j", "no matches"},
        {"glob out", "", "glob", R"j({"pattern":"../*"})j", "ERROR glob: \"\\.\\.\" is not permitted in the pattern"},
        {"grep", "printf 'x\\nneedle\\n' > n.txt", "grep", R"j({"pattern":"need.e","path":"n.txt"})j", "2:needle\n"},
        {"grep nothing", "printf 'x\\n' > n.txt", "grep", R"j({"pattern":"absent","path":"n.txt"})j", "no matches"},
        {"a tool that nobody has", "", "web_search", R"j({"query":"x"})j", "ERROR .*web_search.*"},
    };
    return cases;
}

} // namespace glovebox::test
