#include "core/images/kernel_modules.h"
#include "core/images/kernel_part.h"

#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>

using namespace glovebox;
using namespace glovebox::images;
namespace fs = std::filesystem;

namespace {

/// As much of a module as its readers look at.
std::string fakeModule(const std::string &depends)
{
    using namespace std::string_literals;
    return "\177ELF code and data\0license=GPL\0depends="s + depends + "\0name=x\0"s;
}

/// `content` as an .xz file.
void writeXz(const std::string &path, const std::string &content)
{
    auto *writer = archive_write_new();
    archive_write_add_filter_xz(writer);
    archive_write_set_format_raw(writer);
    archive_write_open_filename(writer, path.c_str());
    auto *entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(writer, entry);
    archive_write_data(writer, content.data(), content.size());
    archive_entry_free(entry);
    archive_write_free(writer);
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const auto &name : names)
        text += name + ' ';
    return text;
}

/// An unpacked kernel package with the modules of a small guest.
void makePackage(const std::string &root)
{
    const auto drivers = root + "/lib/modules/6.1.0-1-cloud-amd64/kernel/drivers";
    fs::create_directories(root + "/boot");
    fs::create_directories(drivers);
    QVERIFY(writeFile(root + "/boot/vmlinuz-6.1.0-1-cloud-amd64", "kernel"));
    QVERIFY(writeFile(root + "/boot/System.map-6.1.0-1-cloud-amd64", "map"));
    QVERIFY(writeFile(root + "/lib/modules/6.1.0-1-cloud-amd64/modules.builtin", "kernel/fs/ext4/ext4.ko\n"));
    QVERIFY(writeFile(drivers + "/virtio_ring.ko", fakeModule("")));
    QVERIFY(writeFile(drivers + "/virtio-rng.ko", fakeModule("virtio,virtio_ring")));
    QVERIFY(writeFile(drivers + "/unrelated.ko", fakeModule("nothing_of_the_kind")));
    writeXz(drivers + "/virtio.ko.xz", fakeModule("virtio_ring"));
}

} // namespace

class KernelModulesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneModuleHasOneNameHoweverItIsWritten()
    {
        for (const auto *written : {"virtio-rng", "virtio_rng", "kernel/drivers/char/hw_random/virtio-rng.ko",
                                    "virtio-rng.ko.xz", "/a/virtio_rng.ko.zst"})
            QCOMPARE(moduleName(written), std::string("virtio_rng"));
    }

    void readsDependenciesFromTheModule()
    {
        QCOMPARE(joined(moduleDependencies(fakeModule("virtio,virtio-ring"))), std::string("virtio virtio_ring "));
        QVERIFY(moduleDependencies(fakeModule("")).empty());
        QVERIFY(moduleDependencies("no module at all").empty());
        QVERIFY(moduleDependencies(std::string("\0depends=", 9)).empty());
        QCOMPARE(joined(moduleDependencies(std::string("\0depends=a,,b", 13))), std::string("a b "));
    }

    void everythingIsLoadedBehindWhatItNeedsAndOnce()
    {
        const ModuleGraph graph{{"virtio_ring", {}},
                                {"virtio", {"virtio_ring"}},
                                {"virtio_blk", {"virtio", "virtio_ring"}},
                                {"virtio_pci", {"modern", "legacy", "virtio"}},
                                {"modern", {}},
                                {"legacy", {}},
                                {"overlay", {}}};
        const auto order = loadOrder({"overlay", "virtio-blk", "virtio_pci", "virtio_ring", "ext4"}, graph, {"ext4"});
        QVERIFY(order);
        QCOMPARE(joined(*order), std::string("overlay virtio_ring virtio virtio_blk modern legacy virtio_pci "));
    }

    void aModuleThatIsNowhereIsNamed()
    {
        const auto order = loadOrder({"a"}, {{"a", {"gone"}}}, {});
        QVERIFY(!order);
        QCOMPARE(order.error().code, ErrorCode::NotFound);
        QVERIFY(order.error().detail.find("gone") != std::string::npos);
    }

    void aCircleOfDependenciesEndsWithAnError()
    {
        const auto order = loadOrder({"a"}, {{"a", {"b"}}, {"b", {"a"}}}, {});
        QVERIFY(!order);
        QCOMPARE(order.error().code, ErrorCode::InvalidArgument);
    }

    void takesKernelAndModulesOutOfAPackageAndUnpacksCompressedOnes()
    {
        QTemporaryDir scratch;
        const auto root = scratch.path().toStdString();
        makePackage(root + "/package");
        const auto collected =
            collectKernel(root + "/package", {"ext4", "virtio-rng quality=7 x=y"}, root + "/kernel", StopFlag());
        QVERIFY2(collected, collected ? "" : collected.error().detail.c_str());
        QCOMPARE(*readFile(root + "/kernel/vmlinuz", ByteCount::kib(1)), std::string("kernel"));
        QCOMPARE(*readFile(root + "/kernel/modules.list", ByteCount::kib(1)),
                 std::string("virtio_ring.ko\nvirtio.ko\nvirtio-rng.ko quality=7 x=y\n"));
        QCOMPARE(*readFile(root + "/kernel/mod/virtio.ko", ByteCount::kib(1)), fakeModule("virtio_ring"));
        QVERIFY(!fs::exists(root + "/kernel/mod/unrelated.ko"));
    }

    void aPackageWithoutAKernelIsRefused()
    {
        QTemporaryDir scratch;
        const auto root = scratch.path().toStdString();
        makePackage(root + "/package");
        fs::remove(root + "/package/boot/vmlinuz-6.1.0-1-cloud-amd64");
        const auto collected = collectKernel(root + "/package", {"virtio"}, root + "/kernel", StopFlag());
        QVERIFY(!collected);
        QCOMPARE(collected.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(KernelModulesTest)
#include "kernel_modules_test.moc"
