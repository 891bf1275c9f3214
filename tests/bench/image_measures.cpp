#include "tests/bench/image_measures.h"

#include "core/engine/template_library.h"
#include "core/images/library/disk_image_library.h"
#include "core/images/template_file.h"
#include "core/images/template_folder.h"
#include "core/system/copied_files.h"
#include "tests/support/oci_fixture.h"

#include <QProcess>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <random>

namespace bench {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testsupport::OciFixture;
using testsupport::Packing;
using testsupport::TarItem;

constexpr int kSmallFile = 2048;
constexpr int kLargeFiles = 4;
constexpr int kUnpackMs = 120'000;
constexpr std::uint32_t kSeed = 6;

double mibOf(ByteCount size)
{
    return static_cast<double>(size.value) / (1 << 20);
}

/// As `du` has it.
ByteCount diskOf(const std::string &folder)
{
    QProcess du;
    du.start(QStringLiteral("du"), {QStringLiteral("-s"), QStringLiteral("-B1"), QString::fromStdString(folder)});
    if (!du.waitForFinished(kUnpackMs) || du.exitCode() != 0)
        giveUp("du " + folder);
    return ByteCount{du.readAllStandardOutput().split('\t').front().toULongLong()};
}

/// Half of it can be packed: neither text nor noise.
std::string contentOf(std::size_t size, std::mt19937 &random)
{
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; i += 2)
        content[i] = static_cast<char>(random());
    return content;
}

std::string definition(const std::string &fourth)
{
    return "name = \"bench\"\n"
           "from = { image = \"bench\" }\n"
           "[[step]]\nrun = \"mkdir -p /srv && cp -r /usr/share/base-files /srv/one\"\n"
           "[[step]]\nrun = \"head -c 8000000 /dev/urandom > /srv/two\"\n"
           "[[step]]\nenv = { THREE = \"3\" }\n"
           "[[step]]\nrun = \"echo " +
           fourth +
           " > /srv/four\"\n"
           "[[step]]\nrun = \"sha256sum /srv/two > /srv/five\"\n";
}

class ImageMeasures {
public:
    ImageMeasures(Rig &rig, const ImagePlan &plan, SandboxReport &report)
        : m_rig(rig), m_plan(plan), m_report(report), m_folder(rig.path("images"))
    {
        fs::create_directories(m_folder);
    }

    void all()
    {
        say("making images");
        makeImages();
        say("imports");
        imports();
        say("boots");
        boots();
        say("template builds");
        builds();
        say("disk");
        disk();
    }

private:
    static void say(const char *what) { std::fprintf(stderr, "%s ...\n", what); }

    SandboxRow &row(std::string what, std::string unit = "ms")
    {
        m_report.rows.push_back({.what = std::move(what), .unit = std::move(unit), .samples = {}, .goal = {}});
        return m_report.rows.back();
    }

    // ---- Images

    /// The small test root, as somebody else's image would have it.
    std::string rootTar() const
    {
        QProcess unpack;
        unpack.start(QStringLiteral("sqfs2tar"), {QString::fromStdString(m_rig.image().rootDisk)});
        if (!unpack.waitForFinished(kUnpackMs) || unpack.exitCode() != 0)
            giveUp("sqfs2tar does not unpack the test image");
        return unpack.readAllStandardOutput().toStdString();
    }

    void makeImages()
    {
        std::mt19937 random(kSeed); // the same bytes in every run
        std::vector<TarItem> many;
        for (int i = 0; i < m_plan.smallFiles; ++i)
            many.push_back(TarItem::file("opt/many/" + std::to_string(i % 100) + '/' + std::to_string(i),
                                         contentOf(kSmallFile, random)));
        std::vector<TarItem> few;
        for (int i = 0; i < kLargeFiles; ++i)
            few.push_back(TarItem::file("opt/few/" + std::to_string(i),
                                        contentOf(static_cast<std::size_t>(m_plan.large.value) / kLargeFiles, random)));
        const std::vector<TarItem> changes{TarItem::whiteout("opt/few/0"), TarItem::opaque("opt/many/1"),
                                           TarItem::file("opt/few/1", contentOf(kSmallFile, random))};
        const auto root = rootTar();
        m_root = m_folder + "/root.tar";
        std::FILE *file = std::fopen(m_root.c_str(), "wb");
        if (!file || std::fwrite(root.data(), 1, root.size(), file) != root.size() || std::fclose(file) != 0)
            giveUp("cannot write a tarball");
        for (const bool second : {false, true}) {
            OciFixture fixture(m_folder + (second ? "/second" : "/first"));
            fixture.config["config"] = {{"Env", {"PATH=/usr/local/bin:/usr/bin:/bin"}}, {"WorkingDir", "/"}};
            fixture.addLayer(root, Packing::Gzip);
            fixture.addLayer(many, Packing::Gzip);
            fixture.addLayer(few, Packing::Gzip);
            fixture.addLayer(second ? std::vector<TarItem>{TarItem::file("opt/second", "2")} : changes, Packing::Gzip);
            fixture.finish();
        }
    }

    images::LibraryOptions libraryIn(const std::string &name) const
    {
        images::LibraryOptions options;
        options.folder = m_folder + '/' + name + "/images";
        options.blobs = m_folder + '/' + name + "/blobs";
        return options;
    }

    static domain::Image import(images::DiskImageLibrary &library, domain::ImageOrigin origin, const std::string &path,
                                const std::string &name)
    {
        ports::ImageImport wanted;
        wanted.source.origin = origin;
        wanted.source.path = path;
        wanted.name = name;
        return answerOf<domain::Image>("an import", [&](auto done) {
            return library.import(
                wanted, [](const auto &) {}, std::move(done));
        });
    }

    static ports::LibraryUsage useOf(images::DiskImageLibrary &library)
    {
        return answerOf<ports::LibraryUsage>("the use of disk",
                                             [&](auto done) { return library.usage(std::move(done)); });
    }

    void imports()
    {
        std::array<SandboxRow, 4> rows;
        rows[0].what = "import of a layout of 4 layers, nothing of it here";
        rows[1].what = "the same again: nothing is copied";
        rows[2].what = "another image, 3 of its 4 layers here";
        rows[3].what = "import of the same root as one tarball";
        for (int round = 0; round < m_plan.rounds; ++round) {
            const auto name = "library-" + std::to_string(round);
            images::DiskImageLibrary library(libraryIn(name));
            Watch watch;
            const auto first = import(library, domain::ImageOrigin::Layout, m_folder + "/first", "first");
            rows[0].samples.push_back(watch.lap());
            const auto again = import(library, domain::ImageOrigin::Layout, m_folder + "/first", "again");
            rows[1].samples.push_back(watch.lap());
            import(library, domain::ImageOrigin::Layout, m_folder + "/second", "second");
            rows[2].samples.push_back(watch.lap());
            m_shared = useOf(library).layers; // before the tarball, whose only layer is its own
            watch = {};
            import(library, domain::ImageOrigin::Tarball, m_root, "tarball");
            rows[3].samples.push_back(watch.lap());
            if (again.id != first.id)
                giveUp("the same content became another image");
            m_first = first;
        }
        for (auto &each : rows)
            m_report.rows.push_back(std::move(each));
        row("the second import, as a part of the first", "x").samples = {
            m_report.rows[m_report.rows.size() - 3].median() / m_report.rows[m_report.rows.size() - 4].median()};
        m_library = "library-" + std::to_string(m_plan.rounds - 1);
    }

    // ---- Sandboxes

    ports::GuestImage imported() const
    {
        images::DiskImageLibrary library(libraryIn(m_library));
        const auto roots = answerOf<std::map<std::string, std::string>>(
            "the roots", [&](auto done) { return library.roots(std::move(done)); });
        auto image = m_rig.image();
        image.rootDisk = roots.at(m_first->id.value());
        image.key = "imported";
        return image;
    }

    void boots()
    {
        const auto image = imported();
        auto &cold = row(kColdBoot);
        for (int i = 0; i < m_plan.boots; ++i) {
            auto spec = m_rig.spec(m_plan.memory);
            spec.image = image;
            Watch watch;
            auto guest = m_rig.begin(std::move(spec));
            m_rig.bash(guest, "true");
            cold.samples.push_back(watch.lap());
            m_rig.end(std::move(guest));
        }
        Watch watch;
        m_base = m_rig.templateOf(m_plan.memory, image);
        row("the image's own template, made for its first sandbox").samples = {watch.lap()};
        auto &clones = row("a later clone, to first answer");
        for (int i = 0; i < m_plan.rounds; ++i) {
            auto spec = m_rig.spec(m_plan.memory);
            spec.image = image;
            spec.base = m_base;
            watch.lap();
            auto guest = m_rig.begin(std::move(spec));
            m_rig.bash(guest, "true");
            clones.samples.push_back(watch.lap());
            m_rig.end(std::move(guest));
        }
    }

    // ---- Templates

    double build(engine::TemplateLibrary &library, const std::string &text, bool fresh)
    {
        const auto accepted = [](const api::Verdict &verdict) {
            if (verdict.kind == api::Verdict::Kind::Denied)
                giveUp("a template: " + verdict.reason);
        };
        accepted(library.act(api::SaveTemplate{text, m_folder}));
        QEventLoop loop;
        m_over = [this, &loop] {
            if (m_view.state != api::DefinedTemplateState::Building)
                loop.quit();
        };
        QTimer::singleShot(kAnswerWithinMs, &loop, [] { giveUp("a template: it is not built"); });
        Watch watch;
        accepted(library.act(api::BuildTemplate{"bench", fresh}));
        loop.exec();
        m_over = nullptr;
        if (m_view.problem)
            giveUp("a template: " + describe(*m_view.problem));
        return watch.lap();
    }

    void builds()
    {
        WorkPool reader;
        system::CopiedFiles files(reader);
        auto store = images::TemplateFolder::open(m_folder);
        if (!store)
            giveUp(describe(store.error()));
        engine::OperationsBook book({m_rig.clock(), [](const auto &) {},
                                     [](const auto &) {
                                     }});
        const auto start = [this](const std::string &, const auto &, Callback<engine::TemplateStart> done) {
            return m_rig.clock().after(0ms, [this, done = std::move(done)] {
                const auto &facts = m_base->facts();
                done(engine::TemplateStart{.spec = {.sandbox = domain::SandboxId("any"),
                                                    .size = facts.size,
                                                    .acceleration = facts.acceleration,
                                                    .image = facts.image,
                                                    .base = m_base},
                                           .image = {},
                                           .key = "imported"});
            });
        };
        engine::TemplateLibrary library({.clock = m_rig.clock(),
                                         .hypervisor = m_rig.hypervisor(),
                                         .connector = m_rig.connector(),
                                         .store = **store,
                                         .files = files,
                                         .operations = book,
                                         .observer =
                                             [this](const api::Change &change) {
                                                 if (const auto *view = std::get_if<api::DefinedTemplateView>(&change))
                                                     m_view = *view;
                                                 if (m_over)
                                                     m_over();
                                             },
                                         .parse = images::parseTemplate,
                                         .imageStart = start,
                                         .imageKey =
                                             [](const std::string &, const auto &) {
                                                 return std::optional<std::string>("imported");
                                             }});
        library.open(m_rig.acceleration());
        SandboxRow cold{.what = "template of five steps, built", .samples = {}, .goal = {}};
        SandboxRow changed{.what = "built again, its fourth step changed", .samples = {}, .goal = {}};
        SandboxRow cached{.what = "built again, nothing changed", .samples = {}, .goal = {}};
        for (int round = 0; round < std::min(m_plan.rounds, 3); ++round) {
            cold.samples.push_back(build(library, definition("4"), true));
            changed.samples.push_back(build(library, definition("four " + std::to_string(round)), false));
            if (m_view.cachedSteps.empty())
                giveUp("a template: no step was taken from the build before");
            cached.samples.push_back(build(library, definition("four " + std::to_string(round)), false));
        }
        const auto &newest = m_view.versions.front();
        m_report.rows.insert(m_report.rows.end(), {cold, changed, cached});
        row("a version's memory on disk", "MiB").samples = {mibOf(newest.memory)};
        row("a version's disk", "MiB").samples = {mibOf(newest.disk)};
        m_base.reset();
    }

    // ---- Disk

    void disk()
    {
        std::uint64_t layers = 0;
        for (const auto &layer : m_first->layers)
            layers += layer.size.value;
        images::DiskImageLibrary library(libraryIn(m_library));
        const auto usage = useOf(library);
        const auto taken = diskOf(m_folder + '/' + m_library);
        row("an image's files", "MiB").samples = {mibOf(m_first->contentSize)};
        row("its layers, compressed, in sum", "MiB").samples = {mibOf(ByteCount{layers})};
        row("its root, packed", "MiB").samples = {mibOf(m_first->rootSize)};
        row("layers kept for 2 images that share 3 of 4", "MiB").samples = {mibOf(m_shared)};
        row("roots kept for them and the tarball", "MiB").samples = {mibOf(usage.roots)};
        row("all of the library, as du has it", "MiB").samples = {mibOf(taken)};
        row("its root, of its files", "x").samples = {mibOf(m_first->rootSize) / mibOf(m_first->contentSize)};
        row("layers kept, of the sum of both images' layers", "x").samples = {mibOf(m_shared) /
                                                                              (2 * mibOf(ByteCount{layers}))};
    }

    Rig &m_rig;
    const ImagePlan &m_plan;
    SandboxReport &m_report;
    std::string m_folder;
    std::string m_root;
    std::string m_library; // that is looked into afterwards
    std::optional<domain::Image> m_first;
    ByteCount m_shared; // layers of the two images that share three
    std::shared_ptr<const ports::Template> m_base;
    api::DefinedTemplateView m_view;
    std::function<void()> m_over;
};

} // namespace

void measureImages(Rig &rig, const ImagePlan &plan, SandboxReport &report)
{
    ImageMeasures(rig, plan, report).all();
}

} // namespace bench
