// glob and grep: what is found, in which order, and what is left out (reference 4.6, 4.7).
#include <QTest>

#include "core/guest/agent/tools/glob_pattern.h"
#include "tests/unit/guest/tool_bench.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace glovebox::agent;

namespace {

void fillTree(const ToolBench &bench)
{
    int age = 0;
    for (const char *file :
         {"a.txt", "b.md", "src/main.cpp", "src/main.h", "src/deep/er/x.txt", ".hidden.txt", ".hid/h.txt",
          ".git/config", "node_modules/m/i.js", "src/node_modules/n.js", "sp ace/q?.txt", "[x].txt", "\u00FCber.txt"}) {
        bench.write(file, std::string("needle in ") + file + "\nsecond line\n");
        bench.setAge(file, age++);
    }
    bench.link("link.txt", "a.txt");
    bench.link("outfile.txt", "/etc/hostname");
    bench.link("outdir", "/etc");
    bench.link("srclink", "src");
    ::mkfifo(bench.path("fifo.txt").c_str(), 0600);
}

} // namespace

class GuestSearchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void globFinds_data();
    void globFinds();
    void segments_data();
    void segments();
    void braces_data();
    void braces();
    void globShowsTheNewestTwoHundred();
    void patternsMadeToExplodeAreBounded();
    void grepFinds_data();
    void grepFinds();
    void grepStopsAtItsLimit();
    void grepLeavesOutLongLinesAndEndsAtBinaryOnes();
    void grepUsesRipgrepOfTheImage_data();
    void grepUsesRipgrepOfTheImage();
    void grepDoesNotRunAProgramOfTheSession();
};

void GuestSearchTest::globFinds_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *input, const char *expected) {
        QTest::newRow(name) << QByteArray(input) << QByteArray(expected);
    };
    row("by extension", R"({"pattern":"*.md"})", "@/b.md");
    row("in a folder", R"({"pattern":"src/*"})", "@/src/main.cpp\n@/src/main.h");
    row("newest first, links are no files", R"({"pattern":"*.txt"})", "@/a.txt\n@/[x].txt\n@/\u00FCber.txt");
    row("at any depth", R"({"pattern":"**/*.cpp"})", "@/src/main.cpp");
    row("at any depth without hidden ones", R"({"pattern":"**/x.txt"})", "@/src/deep/er/x.txt");
    row("everything below a folder", R"({"pattern":"src/**"})", "@/src/main.cpp\n@/src/main.h\n@/src/deep/er/x.txt");
    row("stars in the middle", R"({"pattern":"src/**/er/*"})", "@/src/deep/er/x.txt");
    row("alternatives", R"({"pattern":"src/main.{h,cpp}"})", "@/src/main.cpp\n@/src/main.h");
    row("one character", R"({"pattern":"?.md"})", "@/b.md");
    row("one character of more bytes", R"({"pattern":"?ber.txt"})", "@/\u00FCber.txt");
    row("a class", R"({"pattern":"[a-b].*"})", "@/a.txt\n@/b.md");
    row("an excluding class", R"({"pattern":"[!a].md"})", "@/b.md");
    row("a bracket in a class", R"({"pattern":"[[]x].txt"})", "@/[x].txt");
    row("a backslash divides", R"({"pattern":"src\\main.h"})", "@/src/main.h");
    row("alternatives in parentheses", R"j({"pattern":"src/main.+(h|cpp)"})j", "@/src/main.cpp\n@/src/main.h");
    row("with a slash at the end, folders only", R"({"pattern":"a.txt/"})", "no matches");
    row("a folder with a space", R"({"pattern":"sp ace/*"})", "@/sp ace/q?.txt");
    row("in a path", R"({"pattern":"*.h","path":"src"})", "@/src/main.h");
    row("in an absolute path", R"({"pattern":"*.h","path":"@/src"})", "@/src/main.h");
    row("hidden only when named", R"({"pattern":".hid/*"})", "@/.hid/h.txt");
    row("hidden with a dot in the pattern", R"({"pattern":".h*.txt"})", "@/.hidden.txt");
    row("a repository's own files when named", R"({"pattern":".git/*"})", "@/.git/config");
    row("packages only when named", R"({"pattern":"node_modules/**/*.js"})", "@/node_modules/m/i.js");
    row("packages not by a star", R"({"pattern":"*/m/*.js"})", "no matches");
    row("packages not at any depth", R"({"pattern":"**/*.js"})", "no matches");
    row("no folder", R"({"pattern":"src"})", "no matches");
    row("no pipe", R"({"pattern":"fifo*"})", "no matches");
    row("no link to outside", R"({"pattern":"outfile*"})", "no matches");
    row("nothing behind a link to outside", R"({"pattern":"outdir/*"})", "no matches");
    row("nothing like it", R"({"pattern":"*.zig"})", "no matches");
    row("in a path that is not there", R"({"pattern":"*","path":"nope"})", "no matches");
    row("in a path outside", R"({"pattern":"*","path":"/etc"})",
        "error: path \"/etc\" is outside the session's working directory");
    row("without a pattern", R"({})", "error: glob: pattern is required");
    row("an absolute pattern", R"({"pattern":"/etc/*"})",
        "error: glob: absolute pattern not permitted; pass a relative pattern (and optionally path)");
    row("upwards", R"({"pattern":"../*"})", "error: glob: \"..\" is not permitted in the pattern");
    row("upwards in braces", R"({"pattern":"{a,..}/x"})", "error: glob: \"..\" is not permitted in the pattern");
    row("upwards at the end", R"({"pattern":"a/.."})", "error: glob: \"..\" is not permitted in the pattern");
    row("dots that are no parent", R"({"pattern":"a..b"})", "no matches");
}

void GuestSearchTest::globFinds()
{
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, expected);
    ToolBench bench;
    fillTree(bench);
    input.replace("@", QByteArray::fromStdString(bench.folder()));
    QCOMPARE(told(bench, bench.run("glob", nlohmann::json::parse(input.toStdString()))), expected);
}

void GuestSearchTest::segments_data()
{
    QTest::addColumn<QByteArray>("segment");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *segment, const char *name, bool matches) {
        QTest::addRow("%s on %s", segment, name) << QByteArray(segment) << QByteArray(name) << matches;
    };
    row("*", "", true);
    row("a*b*c", "aXXbYYc", true);
    row("a*b*c", "aXXcYYb", false);
    row("*a", "ba", true);
    row("**", "x", true);
    row("*", ".x", false);
    row("?x", ".x", false);
    row("[.]x", ".x", true);
    row("[.-]x", ".x", false);
    row(".*", ".x", true);
    row("[a-c]", "b", true);
    row("[^a-c]", "b", false);
    row("[]]", "]", true);
    row("[a-]", "-", true);
    row("[", "[", true);
    row("[ab", "[ab", true);
    row("[*]", "*", true);
    row("[*]", "x", false);
    row("[[:digit:]]", "5", true);
    row("[[:digit:]]", "x", false);
    row("[\u00FCx]", "\u00FC", true);
    row("?", "\u00FC", true);
    row("??", "\u00FC", false);
    row("@(a|b)c", "bc", true);
    row("@(a|b)c", "c", false);
    row("?(a|b)c", "c", true);
    row("+(ab)", "abab", true);
    row("+(ab)", "", false);
    row("*(ab|c)d", "abcabd", true);
    row("!(a).js", "b.js", true);
    row("!(a).js", "a.js", false);
    row("!(a|b)", ".x", false);
    row("@(a|+(b|c))d", "bcbd", true);
    row("@(a", "@(a", true);
    row("+", "+", true);
    row("a", "", false);
    row("", "", true);
}

void GuestSearchTest::segments()
{
    QFETCH(QByteArray, segment);
    QFETCH(QByteArray, name);
    QFETCH(bool, matches);
    QCOMPARE(segmentMatches(segment.toStdString(), name.toStdString()), matches);
}

void GuestSearchTest::braces_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("expanded");
    const auto row = [](const char *pattern, const char *expanded) {
        QTest::newRow(pattern) << QByteArray(pattern) << QByteArray(expanded);
    };
    row("a{b,c}d", "abd acd");
    row("{a,b}{1,2}", "a1 a2 b1 b2");
    row("{a,{b,c}}", "a b c");
    row("{a}", "{a}");
    row("{a,b", "{a,b");
    row("{,x}", " x");
    row("{1..3}", "1 2 3");
    row("{3..1}", "3 2 1");
    row("{01..10..4}", "01 05 09");
    row("x{a..c}", "xa xb xc");
    row("{1..a}", "{1..a}");
    row("{1..}", "{1..}");
    row("}{", "}{");
}

void GuestSearchTest::braces()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, expanded);
    QByteArrayList got;
    for (const auto &one : expandBraces(pattern.toStdString()))
        got << QByteArray::fromStdString(one);
    QCOMPARE(got.join(' '), expanded);
}

void GuestSearchTest::globShowsTheNewestTwoHundred()
{
    ToolBench bench;
    for (int i = 0; i < 250; ++i) {
        const auto name = "f" + std::to_string(i);
        bench.write(name, "x");
        bench.setAge(name, i);
    }
    const auto text = bench.run("glob", {{"pattern", "*"}}).text;
    QCOMPARE(std::ranges::count(text, '\n'), 199);
    QVERIFY(text.starts_with(bench.path("f0") + "\n" + bench.path("f1") + "\n"));
    QVERIFY(text.ends_with("/f199"));
}

void GuestSearchTest::patternsMadeToExplodeAreBounded()
{
    std::string braces;
    for (int i = 0; i < 40; ++i)
        braces += "{a,b}";
    QVERIFY(expandBraces(braces).size() <= kAlternativesMax);
    QVERIFY(expandBraces(std::string(10'000, '{') + ",}").size() <= kAlternativesMax);
    QVERIFY(expandBraces("{1..2000000000}").size() <= kAlternativesMax);
    QVERIFY(!segmentMatches("*(*(*(*(*(a)))))b", std::string(200, 'a')));
    QVERIFY(!segmentMatches("+(" + std::string(5'000, '('), std::string(200, '(')));
    ToolBench bench;
    bench.write("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x");
    std::string stars;
    for (int i = 0; i < 50; ++i)
        stars += "*a";
    QCOMPARE(bench.run("glob", {{"pattern", stars + "b"}}).text, std::string("no matches"));
    std::string deep;
    for (int i = 0; i < 30; ++i)
        deep += "**/";
    QCOMPARE(bench.run("glob", {{"pattern", deep + "*"}}).text, bench.path("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

void GuestSearchTest::grepFinds_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *input, const char *expected) {
        QTest::newRow(name) << QByteArray(input) << QByteArray(expected);
    };
    row("in one file", R"({"pattern":"needle","path":"a.txt"})", "@/a.txt:1:needle in a.txt");
    row("in a folder", R"({"pattern":"needle.*main","path":"src"})",
        "@/src/main.cpp:1:needle in src/main.cpp\n@/src/main.h:1:needle in src/main.h");
    row("hidden files too", R"({"pattern":"needle in .hid"})",
        "@/.hid/h.txt:1:needle in .hid/h.txt\n@/.hidden.txt:1:needle in .hidden.txt");
    row("no repository's own files", R"({"pattern":"git/config"})", "no matches");
    row("no packages", R"({"pattern":"i\\.js"})", "no matches");
    row("anchors", R"({"pattern":"^second","path":"b.md"})", "@/b.md:2:second line");
    row("groups", R"({"pattern":"(nee|foo)dle\\s+in b","path":"."})", "@/b.md:1:needle in b.md");
    row("what a shell would expand", R"j({"pattern":"$(id)"})j", "no matches");
    row("what looks like an option", R"({"pattern":"--help"})", "no matches");
    row("without a pattern", R"({"path":"."})", "error: grep: pattern is required");
    row("in a path that is not there", R"({"pattern":"x","path":"nope"})", "no matches");
    row("in a path outside", R"({"pattern":"root","path":"/etc/passwd"})",
        "error: path \"/etc/passwd\" is outside the session's working directory");
    row("through a link outside", R"({"pattern":"root","path":"outdir"})",
        "error: path \"outdir\" is outside the session's working directory");
}

void GuestSearchTest::grepFinds()
{
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, expected);
    ToolContext context;
    context.environment = {{"PATH", "/nonexistent:relative"}}; // no ripgrep: our own walk
    ToolBench bench(context);
    fillTree(bench);
    input.replace("@", QByteArray::fromStdString(bench.folder()));
    QCOMPARE(told(bench, bench.run("grep", nlohmann::json::parse(input.toStdString()))), expected);
    QVERIFY(bench.run("grep", {{"pattern", "(unclosed"}}).text.starts_with("grep: invalid regex: "));
}

void GuestSearchTest::grepStopsAtItsLimit()
{
    ToolContext context;
    context.environment = {{"PATH", "/nonexistent"}};
    ToolBench bench(context);
    std::string lines;
    for (int i = 0; i < 20'000; ++i)
        lines += "needle\n";
    bench.write("many.txt", lines);
    const auto text = bench.run("grep", {{"pattern", "needle"}}).text;
    QVERIFY(text.ends_with("\n[output truncated at 102400 bytes]"));
    QVERIFY(text.size() <= kOutputMax + 40);
}

void GuestSearchTest::grepLeavesOutLongLinesAndEndsAtBinaryOnes()
{
    ToolContext context;
    context.environment = {{"PATH", "/nonexistent"}};
    ToolBench bench(context);
    bench.write("long.txt", std::string(1990, 'x') + "needle\n" + std::string(2000, 'x') + "needle\nneedle");
    bench.write("nul.bin", std::string("needle\0\nneedle\n", 15) + std::string(70'000, 'y') + "\nneedle\n");
    QCOMPARE(bench.run("grep", {{"pattern", "x+needle"}, {"path", "long.txt"}}).text,
             bench.path("long.txt") + ":1:" + std::string(1990, 'x') + "needle");
    QCOMPARE(bench.run("grep", {{"pattern", "^needle$"}, {"path", "long.txt"}}).text,
             bench.path("long.txt") + ":3:needle");
    QCOMPARE(bench.run("grep", {{"pattern", "^needle$"}, {"path", "nul.bin"}}).text,
             bench.path("nul.bin") + ":2:needle");
}

void GuestSearchTest::grepUsesRipgrepOfTheImage_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *script, const char *expected) {
        QTest::newRow(name) << QByteArray(script) << QByteArray(expected);
    };
    row("its output as it is", "echo 'f:1:hit'", "f:1:hit\n");
    row("its arguments", "echo \"$@\"", "--no-config -n --no-heading -e -pat tern -- @\n");
    row("nothing found", "exit 1", "no matches");
    row("its error", "echo 'bad regex' >&2; exit 2", "error: grep: rg failed: bad regex\n");
    row("a silent error", "exit 3", "error: grep: rg failed: exit 3");
    row("nothing to read", "cat", "");
    row("bytes that are no text", "printf 'a\\377b'", "a\uFFFDb");
}

void GuestSearchTest::grepUsesRipgrepOfTheImage()
{
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, expected);
    QTemporaryDir programs;
    const auto folder = programs.path().toStdString();
    ToolContext context;
    context.environment = {{"PATH", folder + ":/usr/bin:/bin"}};
    ToolBench bench(context);
    const auto program = folder + "/rg";
    std::ofstream(program) << "#!/bin/sh\n" << script.toStdString() << "\n";
    ::chmod(program.c_str(), 0755);
    QCOMPARE(told(bench, bench.run("grep", {{"pattern", "-pat tern"}})), expected);
    std::ofstream(program) << "#!/bin/sh\nwhile :; do echo 0123456789012345678901234567890123456789; done\n";
    const auto flood = bench.run("grep", {{"pattern", "x"}});
    QCOMPARE(flood.text.size(), kOutputMax + std::string("\n[output truncated at 102400 bytes]").size());
    QVERIFY(!flood.isError);
}

void GuestSearchTest::grepDoesNotRunAProgramOfTheSession()
{
    QTemporaryDir session;
    ToolContext context;
    context.otherRoots = {session.path().toStdString()};
    context.environment = {{"PATH", session.path().toStdString()}};
    ToolBench bench(context);
    const auto program = session.path().toStdString() + "/rg";
    std::ofstream(program) << "#!/bin/sh\necho planted\n";
    ::chmod(program.c_str(), 0755);
    bench.write("a", "needle");
    QCOMPARE(told(bench, bench.run("grep", {{"pattern", "needle"}})), QByteArray("@/a:1:needle"));
}

QTEST_GUILESS_MAIN(GuestSearchTest)
#include "tst_search.moc"
