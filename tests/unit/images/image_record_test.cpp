// What the library writes down of an image comes back as it was, and what anybody else wrote does no harm.
#include <QTest> // first: Qt 6.4's moc cannot read <compare> when nothing came before it

#include "core/images/library/image_record.h"

using namespace glovebox;
using namespace glovebox::images;

namespace {

const std::string kHex(64, 'a');

ImageRecord sample()
{
    ImageRecord record{.image = {.id = imageIdOf("sha256:" + kHex)}, .rootKey = std::string(64, 'b'), .blobs = {kHex}};
    auto &image = record.image;
    image.origin = domain::ImageOrigin::Registry;
    image.source = "docker.io/library/python:3.12-slim";
    image.digest = "sha256:" + kHex;
    image.config = {.environment = {{"PATH", "/bin"}, {"A", "with \"quotes\"\nand lines"}},
                    .user = "1000:1000",
                    .workdir = "/work",
                    .entrypoint = {"/entry", "an argument"},
                    .command = {"serve"},
                    .exposedPorts = {"8080/tcp"},
                    .volumes = {"/data"},
                    .stopSignal = "SIGTERM",
                    .labels = {{"maintainer", "ada"}}};
    image.layers = {{"sha256:" + kHex, ByteCount{123}}, {"sha256:" + std::string(64, 'c'), ByteCount{5'000'000'000}}};
    image.rootSize = ByteCount{7};
    image.contentSize = ByteCount{8};
    image.entries = 9;
    image.createdAt = WallTime(std::chrono::milliseconds(1'700'000'000'123));
    image.importedAt = WallTime(std::chrono::milliseconds(1'800'000'000'456));
    return record;
}

std::string with(const std::string &from, const std::string &to)
{
    auto text = toJson(sample());
    const auto at = text.find(from);
    return at == std::string::npos ? std::string("no such text") : text.replace(at, from.size(), to);
}

} // namespace

class ImageRecordTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRecordComesBackAsItWasWritten()
    {
        const auto read = recordFromJson(toJson(sample()));
        QVERIFY(read);
        QCOMPARE(*read, sample());
        auto plain = sample();
        plain.image.createdAt.reset();
        plain.image.layers.clear();
        plain.image.config = {};
        plain.blobs.clear();
        QCOMPARE(recordFromJson(toJson(plain)).value(), plain);
    }

    void aRecordThatLeadsOutOfTheLibraryIsRefused()
    {
        for (const auto &text :
             {std::string(), std::string("[]"), std::string("{}"), with("\"version\": 1", "\"version\": 2"),
              with(std::string(64, 'b'), "../../etc"), with("\"id\": \"img-", "\"id\": \"../img-"),
              with("\"id\": \"img-a", "\"id\": \"img-b"), with("\"digest\": \"sha256:", "\"digest\": \"sha512:"),
              with("\"origin\": \"registry\"", "\"origin\": \"elsewhere\""),
              with("\"blobs\": [\n    \"a", "\"blobs\": [\n    \"../a")}) {
            const auto read = recordFromJson(text);
            QVERIFY2(!read, text.c_str());
            QCOMPARE(read.error().code, ErrorCode::ImageBroken);
        }
    }

    void namesComeBackAndForeignOnesAreLeftOut()
    {
        const ImageNames names{{"python:3.12", imageIdOf("sha256:" + kHex).value()},
                               {"a \"b\" ü", imageIdOf("sha256:" + std::string(64, 'd')).value()}};
        QCOMPARE(namesFromJson(toJson(names)).value(), names);
        const auto read = namesFromJson(R"({"version": 1, "names": {"ok": "img-aaaaaaaaaaaa", "bad": "../../x",
                                            "": "img-aaaaaaaaaaaa", "line\nend": "img-aaaaaaaaaaaa", "n": 4}})");
        QVERIFY(read);
        QCOMPARE(*read, (ImageNames{{"ok", "img-aaaaaaaaaaaa"}}));
        QVERIFY(!namesFromJson("{\"version\": 1}") && !namesFromJson("nothing"));
    }

    void aNameIsOneLineAndNoId()
    {
        QVERIFY(checkImageName("registry.example/team/app:1"));
        for (const auto &name : {std::string(), std::string(256, 'x'), std::string("a\nb"), std::string("\x1b[2J"),
                                 std::string("a\xff"), std::string("img-0123456789ab")})
            QVERIFY(!checkImageName(name));
    }
};

QTEST_APPLESS_MAIN(ImageRecordTest)
#include "image_record_test.moc"
