// A template's definition: what people write, what they get wrong, and that writing and reading it again changes
// nothing.
#include "core/images/template_file.h"

#include <QFile>
#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace glovebox::images;
using namespace std::chrono_literals;

namespace {

constexpr const char *kWhole = R"(name = "python-tools"
description = "What our agents need"
warm = 2

[from]
image = "docker.io/library/python:3.12-slim"

[machine]
vcpus = 2
memory = "1GiB"
disk = "512MiB"

[[step]]
run = "echo one > /one"

[[step]]
env = { LANG = "C.UTF-8" }

[[step]]
workdir = "/srv/app"

[[step]]
user = "app:staff"

[[step]]
copy = "files/"
to = "/srv/app/"

[[step]]
run = ["/bin/prog", "an argument", ""]
timeout = "90s"

[start]
run = "serve --port 8080"

[ready]
run = "curl -f localhost:8080"
every = "500ms"
within = "2m"

[runner]
run = ["node", "/srv/app/serve.mjs"]

[egress]
build = "none"

[idle]
pause = "2m"
hibernate = "1h"
destroy = "never"
)";

TemplateDefinition must(const std::string &text)
{
    auto parsed = parseTemplate(text);
    if (!parsed)
        qFatal("%s", textOf(parsed.error()).c_str());
    return *parsed;
}

std::vector<DefinitionMistake> mistakesIn(const std::string &text)
{
    const auto parsed = parseTemplate(text);
    return parsed ? std::vector<DefinitionMistake>() : parsed.error();
}

/// With a name and a base, so that nothing but `rest` can be wrong. `rest` begins in line 3.
std::string withRest(const std::string &rest)
{
    return "name = \"a\"\nfrom = { image = \"b\" }\n" + rest;
}

} // namespace

class TestTemplateFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everythingThatCanBeSaidIsRead()
    {
        const auto it = must(kWhole);
        QCOMPARE(it.name, std::string("python-tools"));
        QCOMPARE(it.warm, 2);
        QVERIFY((it.from == TemplateBase{TemplateBase::Kind::Image, "docker.io/library/python:3.12-slim"}));
        QVERIFY((it.size == MachineSize{2, ByteCount::gib(1), ByteCount::mib(512)}));
        QCOMPARE(it.steps.size(), std::size_t{6});
        QVERIFY((it.steps[0] == TemplateStep{RunStep{{"echo one > /one", {}}}, 13}));
        QVERIFY((it.steps[1] == TemplateStep{EnvStep{"LANG", "C.UTF-8"}, 16}));
        QVERIFY((it.steps[2] == TemplateStep{WorkdirStep{"/srv/app"}, 19}));
        QVERIFY((it.steps[3] == TemplateStep{UserStep{"app:staff"}, 22}));
        QVERIFY((it.steps[4] == TemplateStep{CopyStep{"files", "/srv/app/"}, 25}));
        QVERIFY((it.steps[5] == TemplateStep{RunStep{{"", {"/bin/prog", "an argument", ""}}, 90s}, 29}));
        QCOMPARE(it.start.shell, std::string("serve --port 8080"));
        QVERIFY((it.ready == ReadyCheck{{"curl -f localhost:8080", {}}, 500ms, 2min}));
        QVERIFY((it.ladder == IdleLadder{2min, 1h, std::nullopt}));
        QVERIFY((it.runner == CommandLine{"", {"node", "/srv/app/serve.mjs"}}));
    }

    void whatTheFormWritesIsReadAsItWas()
    {
        auto it = must(kWhole);
        it.description = "quotes \" ' \\ and a tab\t, a bell \x07, ümläut";
        it.steps.push_back({RunStep{{"set -e\necho 'one'\n\tcat <<EOF\n\"x\"\nEOF\n", {}}}, 0});
        it.steps.push_back({RunStep{{"\nleading line, and '''\n", {}}, 2h}, 0});
        it.steps.push_back({RunStep{{"ends with a quote\n'", {}}, 1500ms}, 0});
        it.steps.push_back({UserStep{""}, 0});
        it.steps.push_back({WorkdirStep{"/"}, 0});
        auto again = must(toToml(it));
        for (auto *each : {&it, &again})
            for (auto &step : each->steps)
                step.line = 0;
        QVERIFY(it == again);
        QCOMPARE(QString::fromStdString(toToml(again)), QString::fromStdString(toToml(it)));
    }

    void aFewLinesAreEnough()
    {
        const auto it = must(withRest(""));
        QVERIFY(it.steps.empty() && !it.size && !it.ready && !it.ladder && it.start.empty());
        QVERIFY(it.runner.empty());
        QCOMPARE(it.runEgress, std::string("none"));
    }

    void allMistakesAreToldAtOnceInTheOrderOfTheirLines()
    {
        const auto found = mistakesIn("nam = \"x\"\n"              // 1
                                      "[from]\n"                   // 2
                                      "image = 7\n"                // 3
                                      "[[step]]\n"                 // 4
                                      "workdri = \"/srv\"\n"       // 5
                                      "[[step]]\n"                 // 6
                                      "run = \"true\"\n"           // 7
                                      "timeout = \"10 parsecs\"\n" // 8
                                      "[egress]\n"                 // 9
                                      "run = \"git hub\"\n");      // 10
        const auto text = textOf(found);
        const auto says = [&](std::string_view part) {
            return text.find(part) != std::string::npos;
        };
        QVERIFY2(says("line 1: 'nam' is not known here; did you mean 'name'?"), text.c_str());
        QVERIFY2(says("it has no name"), text.c_str());
        QVERIFY2(says("line 3: image is a number; it takes a text in quotes"), text.c_str());
        QVERIFY2(says("line 5: 'workdri' is not known in a [[step]]; did you mean 'workdir'?"), text.c_str());
        QVERIFY2(says("line 4: a step that does nothing"), text.c_str());
        QVERIFY2(says("line 8: timeout: '10 parsecs' is not possible"), text.c_str());
        QVERIFY2(says("line 10: 'git hub' is no egress profile's name"), text.c_str());
        QVERIFY(std::ranges::is_sorted(found, {}, &DefinitionMistake::line));
        QCOMPARE(found.size(), std::size_t{7});
    }

    void aKeyThatIsLikeNoneNamesThoseThatThereAre()
    {
        const auto found = mistakesIn(withRest("[ready]\nrun = \"true\"\ncolour = \"red\"\n"));
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].line, 5);
        QCOMPARE(found[0].message, std::string("'colour' is not known in [ready]; possible are run, every, within"));
    }

    void whatCannotBeIsRefusedWithItsLine_data()
    {
        QTest::addColumn<QString>("rest");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *rest, int line, const char *says) {
            QTest::newRow(name) << QString::fromUtf8(rest) << line << QString::fromUtf8(says);
        };
        row("two things", "[[step]]\nrun = \"a\"\nuser = \"b\"\n", 3, "several things");
        row("up a folder", "[[step]]\ncopy = \"../secret\"\nto = \"/x\"\n", 4, "without ..");
        row("nowhere", "[[step]]\ncopy = \"a\"\n", 4, "where to");
        row("relative", "[[step]]\ncopy = \"a\"\nto = \"x\"\n", 5, "absolute path");
        row("workdir", "[[step]]\nworkdir = \"srv\"\n", 4, "absolute path");
        row("user", "[[step]]\nuser = \"a b\"\n", 4, "a name, a number");
        row("variable", "[[step]]\nenv = { \"1A\" = \"x\" }\n", 4, "no variable's name");
        row("env text", "[[step]]\nenv = \"A=x\"\n", 4, "it takes a table");
        row("empty run", "[[step]]\nrun = \"\"\n", 4, "run is empty");
        row("no program", "[[step]]\nrun = []\n", 4, "a program and its arguments");
        row("zero", "[[step]]\nrun = \"a\\u0000b\"\n", 4, "zero byte");
        row("timeout alone", "[[step]]\nuser = \"a\"\ntimeout = \"5s\"\n", 5, "timeout goes with run");
        row("half a machine", "[machine]\nvcpus = 2\n", 3, "[machine] has no memory");
        row("memory", "[machine]\nvcpus = 2\nmemory = \"1\"\ndisk = \"1GiB\"\n", 5, "a size like");
        row("vcpus", "[machine]\nvcpus = 0\nmemory = \"1GiB\"\ndisk = \"1GiB\"\n", 4, "from 1 to 64");
        row("warm", "[pool]\n", 3, "not known here");
        row("idle", "[idle]\npause = \"soon\"\n", 4, "a time like");
        row("ready", "[ready]\nwithin = \"5s\"\n", 3, "[ready] has no run");
        row("runner", "[runner]\n", 3, "[runner] has no run");
        row("step", "step = 3\n", 3, "begin each one with [[step]]");
        row("not TOML", "[[step\n", 3, "not TOML");
    }
    void whatCannotBeIsRefusedWithItsLine()
    {
        QFETCH(QString, rest);
        QFETCH(int, line);
        QFETCH(QString, says);
        const auto found = mistakesIn(withRest(rest.toStdString()));
        QVERIFY2(std::ranges::any_of(found,
                                     [&](const auto &each) {
                                         return each.line == line &&
                                                QString::fromStdString(each.message).contains(says);
                                     }),
                 textOf(found).c_str());
    }

    void aTemplateOfATemplateHasItsSize()
    {
        const std::string machine = "[machine]\nvcpus = 2\nmemory = \"1GiB\"\ndisk = \"1GiB\"\n";
        QVERIFY(must("name = \"a\"\nfrom = { template = \"b\" }\n").from.kind == TemplateBase::Kind::Template);
        QCOMPARE(mistakesIn("name = \"a\"\nfrom = { snapshot = \"snap-1\" }\n" + machine).size(), std::size_t{1});
        QCOMPARE(mistakesIn("name = \"a\"\nfrom = { template = \"a\" }\n").size(), std::size_t{1});
        QCOMPARE(mistakesIn("name = \"a\"\nfrom = { template = \"b\", image = \"c\" }\n").size(), std::size_t{1});
        QCOMPARE(mistakesIn("name = \"A b\"\nfrom = { image = \"c\" }\n").size(), std::size_t{1});
    }

    void aFileOfAnotherKindIsNotReadToItsEnd()
    {
        QCOMPARE(mistakesIn(std::string(300 << 10, '#')).size(), std::size_t{1});
        std::string many;
        for (int i = 0; i < 500; ++i)
            many += "k" + std::to_string(i) + " = 1\n";
        QVERIFY(mistakesIn(many).size() <= 52);
        std::string steps;
        for (int i = 0; i < 300; ++i)
            steps += "[[step]]\nrun = \"true\"\n";
        QVERIFY(textOf(mistakesIn(withRest(steps))).find("more than 200 steps") != std::string::npos);
    }

    void theExampleHasNoMistakes()
    {
        QFile file(QStringLiteral(GLOVEBOX_SOURCE_DIR "/resources/templates/example.toml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto it = must(file.readAll().toStdString());
        QVERIFY(it.steps.size() >= 5 && it.ready && it.ladder && !it.start.empty());
    }

    void theSameStepIsTheSameWhereverItStands()
    {
        const auto one = must(kWhole);
        auto other = one;
        other.steps[0].line = 99;
        other.description = "another";
        QCOMPARE(contentOf(one), contentOf(other));
        other.steps[0] = {RunStep{{"", {"echo one > /one"}}}, 13}; // not of a shell
        QVERIFY(contentOf(one.steps[0]) != contentOf(other.steps[0]));
        QVERIFY(contentOf(one) != contentOf(other));
    }
};

QTEST_GUILESS_MAIN(TestTemplateFile)
#include "template_file_test.moc"
