// read, write and edit: what a model asks for and exactly what it is told (reference 4.1, 4.3 to 4.5).
#include <QTest>

#include "tests/unit/guest/tool_bench.h"

#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

using namespace glovebox::agent;

namespace {

const std::string kLines = "one\ntwo\nthree\n";

void fill(const ToolBench &bench)
{
    bench.write("a.txt", kLines);
    bench.write("empty.txt", "");
    bench.write("noend.txt", "x\ny");
    bench.write("crlf.txt", "a\r\nb\r\n");
    bench.write("utf8.txt", "gr\u00FC\u00DFe \u4E16\u754C");
    bench.write("invalid.bin", std::string("ab\xFF\xC3(\0z", 7));
    bench.write("exact.txt", std::string(kReadMax, 'e'));
    bench.write("over.txt", std::string(kReadMax + 1, 'o'));
    std::string many;
    for (int i = 1; i <= 60'000; ++i)
        many += "line " + std::to_string(i) + "\n";
    bench.write("many.txt", many);
    bench.write("long.txt", "short\n" + std::string(300'000, 'l') + "\nend");
    bench.write("dir/inner.txt", "inner");
    bench.write("sp ace/\u00FC.txt", "spaced");
    bench.write("twice.txt", "aa bb aa");
    bench.write("overlap.txt", "aaaa");
    bench.write("ro/locked.txt", "locked");
    bench.link("in", "a.txt");
    bench.link("indir", "dir");
    bench.link("out", "/etc/passwd");
    bench.link("outdir", "/etc");
    bench.link("up", "..");
    bench.link("dangling", "made.txt");
    bench.link("danglingout", "/nowhere/made.txt");
    bench.link("loop1", "loop2");
    bench.link("loop2", "loop1");
    ::mkfifo(bench.path("fifo").c_str(), 0600);
}

ToolContext withReadOnlyFolder(const std::string &folder)
{
    ToolContext context;
    context.readOnlyRoots = {folder};
    return context;
}

/// kLinks links in a row, the last to a.txt.
void chain(const ToolBench &bench, int links)
{
    for (int i = 0; i < links; ++i)
        bench.link("chain" + std::to_string(i), i + 1 == links ? "a.txt" : "chain" + std::to_string(i + 1));
}

/// Only our own search can be made endless.
ToolContext withoutRipgrep()
{
    ToolContext context;
    context.environment = {{"PATH", "/no/programs"}};
    return context;
}

} // namespace

class GuestFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tools_data();
    void tools();
    void everythingOfAFileAtTheCapIsRead();
    void aPartOfAHugeFileIsRead();
    void aFewLinksAreFollowedManyAreNot();
    void writingKeepsAFilesModeAndNewFilesArePrivate();
    void writingLeavesNoTemporaryFile();
    void writingThroughALinkReplacesItsTarget();
    void editingKeepsBytesThatAreNoText();
    void anEditThatWouldExplodeIsRefused();
    void readOnlyFoldersAreReadButNotWritten();
    void otherRootsAreOpen();
    void aCrashCostsOneCall();
    void aToolThatTakesTooLongIsEnded();
    void namesAreNotInterpreted();
};

void GuestFilesTest::tools_data()
{
    QTest::addColumn<QByteArray>("tool");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *tool, const char *input, const QByteArray &expected) {
        QTest::newRow(name) << QByteArray(tool) << QByteArray(input) << expected;
    };
    row("read a file", "read", R"({"file_path":"a.txt"})", "one\ntwo\nthree\n");
    row("read by absolute path", "read", R"({"file_path":"@/a.txt"})", "one\ntwo\nthree\n");
    row("read through dots", "read", R"({"file_path":"./dir/../a.txt"})", "one\ntwo\nthree\n");
    row("read an empty file", "read", R"({"file_path":"empty.txt"})", "");
    row("read text with carriage returns", "read", R"({"file_path":"crlf.txt"})", "a\r\nb\r\n");
    row("read other scripts", "read", R"({"file_path":"utf8.txt"})", "gr\u00FC\u00DFe \u4E16\u754C");
    row("read bytes that are no text", "read", R"({"file_path":"invalid.bin"})", QByteArray("ab\uFFFD\uFFFD(\0z", 11));
    row("read with a space and an umlaut", "read", R"({"file_path":"sp ace/ü.txt"})", "spaced");
    row("read without a path", "read", R"({})", "error: read: file_path is required");
    row("read an empty path", "read", R"({"file_path":""})", "error: read: file_path is required");
    row("read a number as path", "read", R"({"file_path":5})", "error: read: file_path is required");
    row("read what is not there", "read", R"({"file_path":"no.txt"})",
        "error: read: no.txt: no such file or directory");
    row("read in what is no folder", "read", R"({"file_path":"a.txt/x"})", "error: read: a.txt/x: not a directory");
    row("read a folder", "read", R"({"file_path":"dir"})", "error: read: dir is not a regular file");
    row("read the session folder", "read", R"({"file_path":"."})", "error: read: . is not a regular file");
    row("read a pipe", "read", R"({"file_path":"fifo"})", "error: read: fifo is not a regular file");
    row("read a name that is too long", "read", "LONGNAME", "error: path \"LONG\": file name too long");
    row("read a name with a zero byte", "read", R"({"file_path":"a\u0000b"})",
        "error: path \"a\\u0000b\": i/o error (EINVAL)");
    row("read one byte too much", "read", R"({"file_path":"over.txt"})",
        "error: read: over.txt is 262145 bytes, exceeds 262144-byte limit. Use the view_range parameter to read "
        "specific line "
        "ranges, e.g. view_range: [1, 500].");
    row("lines 2 to 2", "read", R"({"file_path":"a.txt","view_range":[2,2]})", "two");
    row("lines 2 to 3", "read", R"({"file_path":"a.txt","view_range":[2,3]})", "two\nthree");
    row("lines 3 to the end", "read", R"({"file_path":"a.txt","view_range":[3,-1]})", "three\n");
    row("lines 0 to 0", "read", R"({"file_path":"a.txt","view_range":[0,0]})", "one\ntwo\nthree\n");
    row("lines before the first", "read", R"({"file_path":"a.txt","view_range":[-5,1]})", "one");
    row("lines backwards", "read", R"({"file_path":"a.txt","view_range":[3,1]})", "");
    row("lines past the end", "read", R"({"file_path":"a.txt","view_range":[50,60]})", "");
    row("lines to past the end", "read", R"({"file_path":"noend.txt","view_range":[2,99]})", "y");
    row("lines of an empty file", "read", R"({"file_path":"empty.txt","view_range":[1,5]})", "");
    row("a range of none", "read", R"({"file_path":"noend.txt","view_range":[]})", "x\ny");
    row("a range of one", "read", R"({"file_path":"a.txt","view_range":[1]})",
        "error: read: view_range must be [start_line, end_line]");
    row("a range of three", "read", R"({"file_path":"a.txt","view_range":[1,2,3]})",
        "error: read: view_range must be [start_line, end_line]");
    row("a range of text", "read", R"({"file_path":"a.txt","view_range":["1","2"]})",
        "error: read: view_range must be [start_line, end_line]");
    row("a huge range", "read", R"({"file_path":"many.txt","view_range":[1,-1]})",
        "error: read: view_range [1, -1] of many.txt exceeds 262144-byte limit. Narrow the view_range to read a "
        "smaller portion.");
    row("a huge line", "read", R"({"file_path":"long.txt","view_range":[2,2]})",
        "error: read: line 2 of long.txt alone exceeds 262144-byte limit. The read tool cannot return part of a line, "
        "so "
        "view_range cannot narrow this further.");
    row("behind a huge line", "read", R"({"file_path":"long.txt","view_range":[3,3]})", "end");

    row("outside", "read", R"({"file_path":"/etc/passwd"})",
        "error: path \"/etc/passwd\" is outside the session's working directory");
    row("outside upwards", "read", R"({"file_path":"../x"})",
        "error: path \"../x\" is outside the session's working directory");
    row("outside by many dots", "read", R"({"file_path":"dir/../../../../etc/passwd"})",
        "error: path \"dir/../../../../etc/passwd\" is outside the session's working directory");
    row("beside with the same beginning", "read", R"({"file_path":"@x/a.txt"})",
        "error: path \"@x/a.txt\" is outside the session's working directory");
    row("outside with a quote in it", "read", R"({"file_path":"/a\"b"})",
        "error: path \"/a\\\"b\" is outside the session's working directory");
    row("through a link inside", "read", R"({"file_path":"in"})", "one\ntwo\nthree\n");
    row("through a folder link inside", "read", R"({"file_path":"indir/inner.txt"})", "inner");
    row("through a link outside", "read", R"({"file_path":"out"})",
        "error: path \"out\" is outside the session's working directory");
    row("through a folder link outside", "read", R"({"file_path":"outdir/passwd"})",
        "error: path \"outdir/passwd\" is outside the session's working directory");
    row("through a link upwards", "read", R"({"file_path":"up/x"})",
        "error: path \"up/x\" is outside the session's working directory");
    row("dots before links", "read", R"({"file_path":"outdir/../a.txt"})", "one\ntwo\nthree\n");
    row("links in a circle", "read", R"({"file_path":"loop1"})",
        "error: path \"loop1\": too many levels of symbolic links");
    row("a link to nothing", "read", R"({"file_path":"dangling"})", "error: read: dangling: no such file or directory");

    row("write a new file", "write", R"({"file_path":"new.txt","content":"hé"})", "wrote 3 bytes to new.txt");
    row("write in new folders", "write", R"({"file_path":"x/y/z.txt","content":"1"})", "wrote 1 bytes to x/y/z.txt");
    row("write nothing", "write", R"({"file_path":"nil.txt"})", "wrote 0 bytes to nil.txt");
    row("write without a path", "write", R"({"content":"x"})", "error: write: file_path is required");
    row("write on a folder", "write", R"({"file_path":"dir","content":"x"})", "error: write: dir: is a directory");
    row("write on the session folder", "write", R"({"file_path":".","content":"x"})",
        "error: write: .: is a directory");
    row("write below a file", "write", R"({"file_path":"a.txt/b","content":"x"})",
        "error: write: a.txt/b: not a directory");
    row("write outside", "write", R"({"file_path":"/tmp/evil","content":"x"})",
        "error: path \"/tmp/evil\" is outside the session's working directory");
    row("write through a link outside", "write", R"({"file_path":"out","content":"x"})",
        "error: path \"out\" is outside the session's working directory");
    row("write through a dangling link", "write", R"({"file_path":"dangling","content":"x"})",
        "wrote 1 bytes to dangling");
    row("write through a dangling link outside", "write", R"({"file_path":"danglingout","content":"x"})",
        "error: path \"danglingout\" is outside the session's working directory");

    row("edit one place", "edit", R"({"file_path":"a.txt","old_string":"two","new_string":"2"})",
        "edited a.txt (1 replacement(s))");
    row("edit away", "edit", R"({"file_path":"a.txt","old_string":"two\n"})", "edited a.txt (1 replacement(s))");
    row("edit all", "edit", R"({"file_path":"twice.txt","old_string":"aa","new_string":"c","replace_all":true})",
        "edited twice.txt (2 replacement(s))");
    row("edit an ambiguous place", "edit", R"({"file_path":"twice.txt","old_string":"aa","new_string":"c"})",
        "error: edit: old_string appears 2 times in twice.txt (must be unique)");
    row("edit counts without overlap", "edit", R"({"file_path":"overlap.txt","old_string":"aa","new_string":"c"})",
        "error: edit: old_string appears 2 times in overlap.txt (must be unique)");
    row("edit what is not in it", "edit", R"({"file_path":"a.txt","old_string":"four","new_string":"x"})",
        "error: edit: old_string not found in a.txt");
    row("edit is no pattern", "edit", R"({"file_path":"a.txt","old_string":"t.o","new_string":"x"})",
        "error: edit: old_string not found in a.txt");
    row("edit without a path", "edit", R"({"old_string":"a","new_string":"b"})", "error: edit: file_path is required");
    row("edit without old text", "edit", R"({"file_path":"a.txt","new_string":"b"})",
        "error: edit: old_string is required");
    row("edit what is not there", "edit", R"({"file_path":"no.txt","old_string":"a","new_string":"b"})",
        "error: edit: no.txt: no such file or directory");
    row("edit a folder", "edit", R"({"file_path":"dir","old_string":"a","new_string":"b"})",
        "error: edit: dir is not a regular file");
    row("edit a huge file", "edit", R"({"file_path":"over.txt","old_string":"o","new_string":"b"})",
        "error: edit: over.txt is 262145 bytes, exceeds 262144-byte limit. The edit tool loads the whole file and "
        "cannot modify a file this large.");
    row("edit outside", "edit", R"({"file_path":"out","old_string":"root","new_string":"b"})",
        "error: path \"out\" is outside the session's working directory");
}

void GuestFilesTest::tools()
{
    QFETCH(QByteArray, tool);
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, expected);
    const ToolBench files;
    fill(files);
    ToolBench bench;
    fill(bench);
    input.replace("@", QByteArray::fromStdString(bench.folder()));
    nlohmann::json fields;
    if (input == "LONGNAME") {
        fields = {{"file_path", std::string(300, 'n')}};
        expected.replace("LONG", QByteArray(300, 'n'));
    } else {
        fields = nlohmann::json::parse(input.toStdString());
    }
    QCOMPARE(told(bench, bench.run(tool.toStdString(), fields)), expected);
    QVERIFY(!std::filesystem::exists("/tmp/evil"));
}

void GuestFilesTest::everythingOfAFileAtTheCapIsRead()
{
    ToolBench bench;
    fill(bench);
    QCOMPARE(bench.run("read", {{"file_path", "exact.txt"}}).text.size(), kReadMax);
}

void GuestFilesTest::aPartOfAHugeFileIsRead()
{
    ToolBench bench;
    fill(bench);
    QCOMPARE(told(bench, bench.run("read", {{"file_path", "many.txt"}, {"view_range", {59'999, 60'000}}})),
             QByteArray("line 59999\nline 60000"));
    QCOMPARE(told(bench, bench.run("read", {{"file_path", "many.txt"}, {"view_range", {60'000, -1}}})),
             QByteArray("line 60000\n"));
}

void GuestFilesTest::aFewLinksAreFollowedManyAreNot()
{
    ToolBench bench;
    fill(bench);
    chain(bench, 81);
    QCOMPARE(told(bench, bench.run("read", {{"file_path", "chain1"}})), QByteArray::fromStdString(kLines));
    QCOMPARE(told(bench, bench.run("read", {{"file_path", "chain0"}})),
             QByteArray("error: path \"chain0\": too many levels of symbolic links"));
}

void GuestFilesTest::writingKeepsAFilesModeAndNewFilesArePrivate()
{
    ToolBench bench;
    fill(bench);
    const auto mode = [&](const char *file) {
        struct stat info {};
        ::stat(bench.path(file).c_str(), &info);
        return static_cast<int>(info.st_mode & 0777);
    };
    ::chmod(bench.path("a.txt").c_str(), 0754);
    bench.run("write", {{"file_path", "a.txt"}, {"content", "changed"}});
    bench.run("write", {{"file_path", "fresh/b.txt"}, {"content", "new"}});
    QCOMPARE(QByteArray::fromStdString(bench.content("a.txt")), QByteArray("changed"));
    QCOMPARE(mode("a.txt"), 0754);
    QCOMPARE(mode("fresh/b.txt"), 0600);
    QCOMPARE(mode("fresh"), 0700);
}

void GuestFilesTest::writingLeavesNoTemporaryFile()
{
    ToolBench bench;
    bench.run("write", {{"file_path", "d/a.txt"}, {"content", "1"}});
    bench.run("write", {{"file_path", "d"}, {"content", "1"}});
    bench.run("edit", {{"file_path", "d/a.txt"}, {"old_string", "1"}, {"new_string", "2"}});
    std::size_t entries = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(bench.folder()))
        entries += entry.path().filename().string().starts_with(".tmp-") ? 100 : 1;
    QCOMPARE(entries, std::size_t{2});
}

void GuestFilesTest::writingThroughALinkReplacesItsTarget()
{
    ToolBench bench;
    fill(bench);
    bench.run("write", {{"file_path", "in"}, {"content", "via link"}});
    QVERIFY(std::filesystem::is_symlink(bench.path("in")));
    QCOMPARE(QByteArray::fromStdString(bench.content("a.txt")), QByteArray("via link"));
    bench.run("write", {{"file_path", "dangling"}, {"content", "made"}});
    QCOMPARE(QByteArray::fromStdString(bench.content("made.txt")), QByteArray("made"));
}

void GuestFilesTest::editingKeepsBytesThatAreNoText()
{
    ToolBench bench;
    bench.write("bytes", std::string("\xFF old \0\xFE", 8));
    bench.run("edit", {{"file_path", "bytes"}, {"old_string", "old"}, {"new_string", "$& \\1 new"}});
    QCOMPARE(bench.content("bytes"), std::string("\xFF $& \\1 new \0\xFE", 14));
}

void GuestFilesTest::anEditThatWouldExplodeIsRefused()
{
    ToolBench bench;
    bench.write("many", std::string(200'000, 'a'));
    const auto outcome = bench.run(
        "edit",
        {{"file_path", "many"}, {"old_string", "a"}, {"new_string", std::string(10'000, 'b')}, {"replace_all", true}});
    QCOMPARE(told(bench, outcome), QByteArray("error: edit: write: many: i/o error (EFBIG)"));
    QCOMPARE(bench.content("many").size(), std::size_t{200'000});
}

void GuestFilesTest::readOnlyFoldersAreReadButNotWritten()
{
    QTemporaryDir locked;
    const auto folder = locked.path().toStdString();
    auto context = withReadOnlyFolder(folder);
    context.otherRoots = {folder};
    ToolBench bench(context);
    std::filesystem::create_directories(folder + "/sub");
    QCOMPARE(bench.run("write", {{"file_path", folder + "/sub/x"}, {"content", "1"}}).text,
             "write: " + folder + "/sub/x is inside read-only directory " + folder);
    QCOMPARE(bench.run("edit", {{"file_path", folder + "/x"}, {"old_string", "1"}}).text,
             "edit: " + folder + "/x is inside read-only directory " + folder);
    QCOMPARE(bench.run("read", {{"file_path", folder + "/x"}}).text,
             "read: " + folder + "/x: no such file or directory");
}

void GuestFilesTest::otherRootsAreOpen()
{
    QTemporaryDir other;
    ToolContext context;
    context.otherRoots = {other.path().toStdString()};
    ToolBench bench(context);
    QVERIFY(!bench.run("write", {{"file_path", other.path().toStdString() + "/x"}, {"content", "1"}}).isError);
    QCOMPARE(told(bench, bench.run("read", {{"file_path", "/etc/passwd"}})),
             QByteArray("error: path \"/etc/passwd\" is outside the session's working directory and its other "
                        "permitted directories"));
}

/// An endless search is killed from outside, as an endless regular expression would be.
void GuestFilesTest::aToolThatTakesTooLongIsEnded()
{
    ToolBench bench(withoutRipgrep());
    bench.write("re.txt", std::string(60, 'a') + "b");
    const auto outcome = bench.run("grep", {{"pattern", "^(a+)+$"}, {"path", "re.txt"}}, 300);
    QVERIFY(outcome.isError && outcome.timedOut);
    QCOMPARE(told(bench, outcome), QByteArray("error: grep: This operation was aborted"));
    QCOMPARE(told(bench, bench.run("grep", {{"pattern", "ab"}, {"path", "re.txt"}})).right(4), QByteArray("aaab"));
}

void GuestFilesTest::aCrashCostsOneCall()
{
    ToolBench bench(withoutRipgrep());
    fill(bench);
    bench.submit(1, "grep", {{"pattern", "^(a+)+$"}, {"path", "."}}, 20'000);
    bench.write("re.txt", std::string(60, 'a') + "b");
    std::vector<pollfd> fds;
    bench.turn();
    pid_t child = 0;
    for (const auto &entry : std::filesystem::directory_iterator("/proc/self/task/" + std::to_string(::getpid()))) {
        if (entry.path().filename() != "children")
            continue;
        std::ifstream(entry.path()) >> child;
    }
    QVERIFY(child > 1 && bench.runner().owns(child));
    ::kill(child, SIGSEGV);
    const auto outcome = bench.wait(1);
    QVERIFY(outcome.isError);
    QCOMPARE(told(bench, outcome), QByteArray("error: grep: ended without a result (signal 11)"));
    QCOMPARE(told(bench, bench.run("read", {{"file_path", "noend.txt"}})), QByteArray("x\ny"));
}

void GuestFilesTest::namesAreNotInterpreted()
{
    ToolBench bench;
    for (const std::string name : {"~", "$HOME", "-rf", "a;b", "*", "%s%n", "new\nline", "tab\t", "\u202Ertl", "..."}) {
        QVERIFY2(!bench.run("write", {{"file_path", name}, {"content", name}}).isError, name.c_str());
        QCOMPARE(bench.run("read", {{"file_path", name}}).text, name);
        QVERIFY(bench.exists(name));
    }
}

QTEST_GUILESS_MAIN(GuestFilesTest)
#include "tst_files.moc"
