// Manifests as somebody made them up: nothing but a refusal comes of them.
#include "core/qemu/manifest.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace glovebox;
using namespace glovebox::qemu;
using nlohmann::json;

namespace {

SnapshotManifest sample()
{
    return {.facts = {.origin = {.id = domain::SnapshotId("snap-1"),
                                 .kind = domain::SnapshotKind::Hibernated,
                                 .name = "n",
                                 .sandbox = domain::SandboxId("sbx-1"),
                                 .sandboxName = "s",
                                 .sandboxKept = false,
                                 .session = std::nullopt,
                                 .parent = std::nullopt,
                                 .at = WallTime(std::chrono::milliseconds(5))},
                      .base = "tpl-1",
                      .size = {},
                      .acceleration = domain::Acceleration::Kvm,
                      .image = {"/k", "/i", "/r", "key"},
                      .memory = ByteCount{1},
                      .disk = ByteCount{2},
                      .diskShared = ByteCount{3},
                      .stopped = std::chrono::microseconds(4),
                      .method = "m"},
            .host = {"7.2", "microvm", "cpu", 4096, 1},
            .rootDisk = {5, -6},
            .files = {{"memory", 7}, {"devices", 8}},
            .content = "abc",
            .layers = {{"snap-1", 9}}};
}

} // namespace

class TestManifest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allOfItComesBack()
    {
        const auto text = manifestText(sample());
        const auto back = parseSnapshotManifest(text);
        QVERIFY2(back, back ? "" : describe(back.error()).c_str());
        QCOMPARE(manifestText(*back), text);
        QVERIFY(back->facts.origin == sample().facts.origin);
        QVERIFY(!parseTemplateManifest(text));
        TemplateManifest base;
        base.facts = {.id = "tpl-1",
                      .size = {},
                      .acceleration = domain::Acceleration::Emulated,
                      .image = {"/k", "/i", "/r", "key"},
                      .memory = {},
                      .disk = ByteCount{1}};
        base.host = sample().host;
        base.files = {{"memory", 1}};
        base.content = "abc";
        const auto again = parseTemplateManifest(manifestText(base));
        QVERIFY2(again, again ? "" : describe(again.error()).c_str());
        QCOMPARE(manifestText(*again), manifestText(base));
    }

    /// Every value missing, of every other type, and beyond its bounds.
    void whatIsMissingOrMadeUpIsRefused()
    {
        const auto good = json::parse(manifestText(sample()), nullptr, false);
        const auto flat = good.flatten();
        const std::vector<json> others{
            nullptr, true, -1, 1e300, "../x", json::array(), json::object(), std::string(5000, 'x'), json(UINT64_MAX)};
        int refused = 0;
        for (const auto &[key, value] : flat.items()) {
            for (const auto &other : others) {
                auto changed = good;
                changed[json::json_pointer(key)] = other;
                if (const auto taken = parseSnapshotManifest(changed.dump(-1, ' ', false)); taken) {
                    // What was taken is a value of the same kind that nothing is looked up by.
                    QVERIFY2(other.type() == value.type() || (other.is_number() && value.is_number()), key.c_str());
                    QVERIFY(isSafeToken(taken->facts.origin.id.value()) && isSafeToken(taken->facts.base));
                    for (const auto &layer : taken->layers)
                        QVERIFY(isSafeToken(layer.id));
                    for (const auto &file : taken->files)
                        QVERIFY(file.first.find('/') == std::string::npos);
                } else {
                    ++refused;
                }
            }
        }
        QVERIFY(refused > 200);
        auto names = good;
        names["files"] = {{"../../x", 1}};
        QVERIFY(!parseSnapshotManifest(names.dump()));
        auto layers = good;
        layers["layers"] = json(std::vector<json>(65, json{{"id", "snap-1"}, {"bytes", 1}}));
        QVERIFY(!parseSnapshotManifest(layers.dump()));
    }

    void whatIsNoManifestIsRefused()
    {
        for (const std::string &text :
             {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string(60'000, '['),
              std::string(70'000, ' '), manifestText(sample()).substr(0, 300)})
            QVERIFY(!parseSnapshotManifest(text) && !parseTemplateManifest(text));
    }
};

QTEST_GUILESS_MAIN(TestManifest)
#include "tst_qemu_manifest.moc"
