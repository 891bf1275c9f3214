// What a session's metadata asks for, and how a wrong wish reads.
#include <QTest>

#include "core/domain/binding.h"

using namespace glovebox;
using namespace glovebox::domain;

namespace {

Binding read(const Metadata &session, const Metadata &item = {})
{
    const auto binding = readBinding(session, item);
    if (!binding)
        qWarning("%s", describe(binding.error()).c_str());
    return binding.value_or(Binding{});
}

std::string refusal(const Metadata &session)
{
    const auto binding = readBinding(session, {});
    if (!binding)
        return binding.error().detail;
    const auto size =
        sizeFor(*binding, {1, ByteCount::mib(512), ByteCount::gib(8)}, {4, ByteCount::gib(4), ByteCount::gib(8)});
    return size ? std::string() : size.error().detail;
}

} // namespace

class TestBinding : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingAskedForIsTheUsual()
    {
        QVERIFY(read({{"input_file", "s3://x"}, {"gloveboxes", "1"}, {"other.glovebox.vcpus", "x"}}) == Binding{});
        QVERIFY(read({{"glovebox.image", ""}}) == Binding{});
    }

    void allThreeNamesOfASandboxCount()
    {
        for (const char *key : {"glovebox.sandbox_id", "isorun.sandbox_id", "superserve.sandbox_id"})
            QCOMPARE(read({{key, "sbx-1"}}).sandbox, std::optional(SandboxId("sbx-1")));
        QCOMPARE(read({{"glovebox.sandbox_id", "sbx-1"}, {"isorun.sandbox_id", "sbx-1"}}).sandbox,
                 std::optional(SandboxId("sbx-1")));
    }

    void anyImageCanBeAskedFor()
    {
        const auto ours = read({{"glovebox.image", "registry.example/python:3.12"}});
        QCOMPARE(ours.image, std::optional<std::string>("registry.example/python:3.12"));
        QCOMPARE(ours.imageKey, std::string("glovebox.image"));
        QCOMPARE(read({{"isorun.image", "node:22"}}).imageKey, std::string("isorun.image"));
        QVERIFY(refusal({{"isorun.image", "node:22"}}).empty()); // which there are is not known here
    }

    void theSessionGoesBeforeTheItem()
    {
        QCOMPARE(read({}, {{"glovebox.vcpus", "2"}}).vcpus, std::optional(2));
        QCOMPARE(read({{"glovebox.vcpus", "3"}}, {{"glovebox.vcpus", "2"}}).vcpus, std::optional(3));
    }

    void aWrongWishSaysWhatItTakes_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *key, const char *value, const char *says) {
            QTest::newRow(name) << QString::fromUtf8(key) << QString::fromUtf8(value) << QString::fromUtf8(says);
        };
        row("an id with a slash", "glovebox.sandbox_id", "../etc", "a sandbox's id");
        row("not a number", "glovebox.vcpus", "two", "a whole number from 1");
        row("a negative number", "glovebox.vcpus", "-1", "a whole number from 1");
        row("too many", "glovebox.vcpus", "5", "4 at most on this host");
        row("far too many", "glovebox.vcpus", "99", "4 at most on this host");
        row("more than any type holds", "glovebox.vcpus", "99999999999", "a whole number from 1");
        row("too little memory", "glovebox.memory_mib", "64", "from 128 to 4096");
        row("too much memory", "glovebox.memory_mib", "8192", "from 128 to 4096");
        row("a number with a unit", "glovebox.memory_mib", "2G", "a whole number from 1");
        row("a sandbox that we call otherwise", "superserve.sandbox_id", "a b", "superserve.sandbox_id = ");
        row("no name of an image", "isorun.image", "python\n3", "an image\'s name or id");
    }
    void aWrongWishSaysWhatItTakes()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, says);
        const auto told = QString::fromStdString(refusal({{key.toStdString(), value.toStdString()}}));
        QVERIFY2(told.contains(says), qPrintable(told));
        QVERIFY2(told.contains(value), qPrintable(told));
    }

    void aNameOfOursThatIsNotKnownIsRefusedWithThoseThatAre()
    {
        const auto told = refusal({{"glovebox.vcpuz", "2"}});
        for (const char *part : {"glovebox.vcpuz", "glovebox.sandbox_id", "glovebox.image", "glovebox.template",
                                 "glovebox.egress", "glovebox.vcpus", "glovebox.memory_mib"})
            QVERIFY2(told.find(part) != std::string::npos, told.c_str());
        QVERIFY(!readBinding({}, {{"glovebox.vcpuz", "2"}})); // the item's too
        QVERIFY(refusal({{"glovebox.vcpuz", ""}}).empty());   // asks for nothing
    }

    void twoNamesThatDisagreeAreRefused()
    {
        const auto told = refusal({{"glovebox.image", "default"}, {"isorun.image", "node:22"}});
        QVERIFY2(told.find("glovebox.image and isorun.image") != std::string::npos, told.c_str());
        QVERIFY(!refusal({{"glovebox.image", "default"}, {"isorun.image", "node:22"}}).empty());
        QVERIFY(!refusal({{"glovebox.sandbox_id", "sbx-1"}, {"superserve.sandbox_id", "sbx-2"}}).empty());
    }

    void aNamedSandboxGoesWithNothingThatMakesANewOne()
    {
        QVERIFY(!refusal({{"glovebox.sandbox_id", "sbx-1"}, {"glovebox.vcpus", "2"}}).empty());
    }

    void aTemplateBringsItsSizeAndItsImageAlong()
    {
        QVERIFY(refusal({{"glovebox.template", "tools"}}).empty()); // which there are, whoever makes the sandbox knows
        QVERIFY(refusal({{"glovebox.template", "tools"}, {"glovebox.vcpus", "2"}}).find("has its own") !=
                std::string::npos);
        QVERIFY(refusal({{"glovebox.template", "tools"}, {"glovebox.image", "debian"}}).find("leave one out") !=
                std::string::npos);
        QVERIFY(refusal({{"glovebox.template", "default"}, {"glovebox.vcpus", "2"}}).empty());
    }

    void whatFitsIsGiven()
    {
        const auto size =
            sizeFor(read({{"glovebox.vcpus", "4"}, {"glovebox.memory_mib", "1024"}}),
                    {1, ByteCount::mib(512), ByteCount::gib(8)}, {4, ByteCount::gib(4), ByteCount::gib(8)});
        QVERIFY(size.has_value());
        QCOMPARE(size->vcpus, 4);
        QCOMPARE(size->memory.value, ByteCount::gib(1).value);
        QCOMPARE(size->disk.value, ByteCount::gib(8).value);
    }
};

QTEST_GUILESS_MAIN(TestBinding)
#include "tst_binding.moc"
