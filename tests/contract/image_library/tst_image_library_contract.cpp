// What ImageLibrary promises, on the fake that engine tests use and on a real folder.
#include <QTest>

#include "core/system/real_clock.h"
#include "tests/support/fake_image_library.h"
#include "tests/support/image_sources.h"
#include "tests/support/waited.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace glovebox;
using testsupport::FakeImageLibrary;
using testsupport::waited;

#define ON_BOTH(name)                                                                                                  \
    void name##_data()                                                                                                 \
    {                                                                                                                  \
        both();                                                                                                        \
    }                                                                                                                  \
    void name()

class ImageLibraryContract : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QFETCH(bool, real);
        m_scratch = std::make_unique<QTemporaryDir>();
        m_fake = nullptr;
        if (real) {
            m_library = std::make_unique<images::DiskImageLibrary>(testsupport::libraryIn(path("library")));
        } else {
            auto fake = std::make_unique<FakeImageLibrary>(m_clock);
            m_fake = fake.get();
            m_library = std::move(fake);
        }
    }
    void cleanup()
    {
        m_library.reset();
        m_scratch.reset();
    }

    ON_BOTH(aNewLibraryIsEmpty)
    {
        QVERIFY(listed().empty());
        const auto usage = waited<ports::LibraryUsage>([&](auto done) { return m_library->usage(std::move(done)); });
        QVERIFY(usage);
        QCOMPARE(usage->unneeded.value, std::uint64_t{0});
        QCOMPARE(errorOf(waited<ports::OpenImage>([&](auto done) { return m_library->open("x", std::move(done)); })),
                 ErrorCode::NotFound);
    }

    ON_BOTH(aPathIsLookedIntoByItsImport)
    {
        offer("one", "hello");
        const auto image = import({{domain::ImageOrigin::Path, path("one"), {}, {}}, {}, {}, false});
        QVERIFY2(image, describeError(image).c_str());
        QCOMPARE(image->origin, domain::ImageOrigin::Layout);
        QCOMPARE(image->names, std::vector<std::string>{"one"});
        const auto none = import({{domain::ImageOrigin::Path, path("none"), {}, {}}, {}, {}, false});
        QCOMPARE(none.error().code, ErrorCode::NotFound);
    }

    ON_BOTH(whatWasImportedIsListedWithItsNameAndOpens)
    {
        const auto image = imported("one", "hello");
        QVERIFY2(image, describeError(image).c_str());
        QCOMPARE(image->names, std::vector<std::string>{"one"});
        QCOMPARE(image->origin, domain::ImageOrigin::Layout);
        QCOMPARE(image->source, path("one"));
        QVERIFY(image->id.value().starts_with("img-"));
        QCOMPARE(image->id.value().substr(4), image->digest.substr(7, 12));
        QCOMPARE(image->layers.size(), std::size_t{1});
        QVERIFY(image->rootSize.value > 0);
        QVERIFY(image->entries > 0);
        QCOMPARE(listed(), std::vector{*image});
        for (const auto &called : {std::string("one"), image->id.value()}) {
            const auto opened = open(called);
            QVERIFY2(opened, describeError(opened).c_str());
            QCOMPARE(opened->image, *image);
            QVERIFY(opened->guest.rootDisk.starts_with('/'));
            QVERIFY(!opened->guest.kernel.empty() && !opened->guest.initrd.empty() && !opened->guest.key.empty());
        }
    }

    ON_BOTH(imagesDifferInRootAndKey)
    {
        QVERIFY(imported("one", "hello") && imported("two", "world"));
        const auto one = open("one");
        const auto two = open("two");
        QVERIFY(one && two);
        QVERIFY(one->guest.rootDisk != two->guest.rootDisk);
        QVERIFY(one->guest.key != two->guest.key);
        QCOMPARE(one->guest.kernel, two->guest.kernel);
    }

    ON_BOTH(theSameContentAgainIsTheSameImageWithOneMoreName)
    {
        const auto first = imported("one", "hello");
        const auto second = imported("two", "hello");
        QVERIFY(first && second);
        QCOMPARE(second->id, first->id);
        QCOMPARE(second->names, (std::vector<std::string>{"one", "two"}));
        QCOMPARE(listed().size(), std::size_t{1});
    }

    ON_BOTH(aNameThatIsAskedForIsGiven)
    {
        const auto image = imported("one", "hello", "my/image:1");
        QVERIFY(image);
        QCOMPARE(image->names, std::vector<std::string>{"my/image:1"});
        QVERIFY(open("my/image:1"));
        QVERIFY(!open("one"));
    }

    ON_BOTH(aNameLeadsToTheImageThatGotItLast)
    {
        const auto one = imported("one", "hello");
        const auto two = imported("two", "world");
        QVERIFY(one && two);
        QVERIFY(setName(two->id, "one"));
        QCOMPARE(open("one")->image.id, two->id);
        QCOMPARE(open(one->id.value())->image.names, std::vector<std::string>{});
        QCOMPARE(open("two")->image.names, (std::vector<std::string>{"one", "two"}));
    }

    ON_BOTH(aNameGoesAndTheImageStays)
    {
        const auto image = imported("one", "hello");
        QVERIFY(image);
        QVERIFY(removeName("one"));
        QCOMPARE(errorOf(open("one")), ErrorCode::NotFound);
        QVERIFY(open(image->id.value()));
        QCOMPARE(errorOf(removeName("one")), ErrorCode::NotFound);
    }

    ON_BOTH(namesAreBounded)
    {
        const auto image = imported("one", "hello");
        QVERIFY(image);
        QCOMPARE(errorOf(setName(image->id, "")), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(setName(image->id, std::string(256, 'n'))), ErrorCode::InvalidArgument);
        for (const char *name : {"A B", "../../x", "a/../b", "/etc", "-f", "default", "a\nb"})
            QVERIFY2(errorOf(setName(image->id, name)) == ErrorCode::InvalidArgument, name);
        for (const char *name : {"a/b:1", "localhost:5000/team/app@sha256:0", "x..y", "\xC3\xBC"})
            QVERIFY2(setName(image->id, name), name);
        QVERIFY(setName(image->id, std::string(255, 'n')));
        QCOMPARE(errorOf(setName(domain::ImageId("img-000000000000"), "x")), ErrorCode::NotFound);
    }

    ON_BOTH(whatIsRemovedIsGoneWithItsNames)
    {
        const auto image = imported("one", "hello");
        QVERIFY(image);
        QVERIFY(open("one")); // what this library gave out itself is in nobody else's way
        QVERIFY(remove(image->id));
        QVERIFY(listed().empty());
        QCOMPARE(errorOf(open("one")), ErrorCode::NotFound);
        QCOMPARE(errorOf(open(image->id.value())), ErrorCode::NotFound);
        QCOMPARE(errorOf(remove(image->id)), ErrorCode::NotFound);
    }

    ON_BOTH(layersThatNoImageNeedsAreCollected)
    {
        const auto one = imported("one", "hello");
        const auto two = imported("two", "world");
        QVERIFY(one && two);
        QCOMPARE(collect().value, std::uint64_t{0});
        QVERIFY(remove(one->id));
        const auto before = usage();
        QVERIFY(before.unneeded.value > 0);
        QVERIFY(before.layers.value > 0);
        QCOMPARE(collect(), before.unneeded);
        QCOMPARE(usage().unneeded.value, std::uint64_t{0});
        QCOMPARE(usage().layers, before.layers);
        QVERIFY(open("two"));
        QVERIFY(verify(two->id));
    }

    ON_BOTH(whatIsNotThereCannotBeImported)
    {
        ports::ImageImport wanted{layoutSource("nowhere"), {}, {}, false};
        QCOMPARE(errorOf(import(wanted)), ErrorCode::NotFound);
        QVERIFY(listed().empty());
    }

    ON_BOTH(anImportTellsHowFarItIs)
    {
        offer("one", "hello");
        std::vector<std::string> steps;
        const auto image = waited<domain::Image>([&](auto done) {
            return m_library->import(
                {layoutSource("one"), {}, {}, false},
                [&](ports::ImportProgress progress) { steps.push_back(progress.step); }, std::move(done));
        });
        QVERIFY(image);
        QVERIFY(!steps.empty());
        QVERIFY(std::ranges::none_of(steps, [](const auto &step) { return step.empty(); }));
    }

    ON_BOTH(lettingGoOfAnImportBringsNothing)
    {
        offer("one", "hello");
        bool answered = false;
        {
            const auto call = m_library->import({layoutSource("one"), {}, {}, false}, {},
                                                [&](Result<domain::Image>) { answered = true; });
        }
        QVERIFY(imported("two", "world")); // begun later, and whole: the other one had its time
        QVERIFY(!answered);
        QCOMPARE(listed().size(), std::size_t{1});
    }

    ON_BOTH(twoImportsOfOneThingAtOnceAreOneImage)
    {
        offer("one", "hello");
        std::vector<Result<domain::Image>> answers;
        std::vector<Call> calls;
        for (const auto *name : {"a", "b"})
            calls.push_back(
                m_library->import({layoutSource("one"), name, {}, false}, {},
                                  [&](Result<domain::Image> image) { answers.push_back(std::move(image)); }));
        QTRY_COMPARE_WITH_TIMEOUT(answers.size(), std::size_t{2}, 30'000);
        QVERIFY(answers[0] && answers[1]);
        QCOMPARE(answers[0]->id, answers[1]->id);
        QCOMPARE(listed().size(), std::size_t{1});
        QCOMPARE(listed()[0].names, (std::vector<std::string>{"a", "b"}));
    }

    ON_BOTH(aDamagedImageDoesNotOpenAndIsNamedAsBroken)
    {
        const auto image = imported("one", "hello");
        QVERIFY(image);
        QVERIFY(verify(image->id));
        damage(*image);
        const auto looked = verify(image->id);
        QCOMPARE(errorOf(looked), ErrorCode::ImageBroken);
        QVERIFY(!looked.error().detail.empty());
        QCOMPARE(errorOf(open("one")), ErrorCode::ImageBroken);
        QCOMPARE(listed().size(), std::size_t{1}); // to be removed, or imported again
    }

private:
    static void both()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("fake") << false;
        QTest::newRow("real") << true;
    }
    std::string path(const std::string &name) const { return m_scratch->path().toStdString() + '/' + name; }
    domain::ImageSource layoutSource(const std::string &name) const
    {
        return {domain::ImageOrigin::Layout, path(name), {}, {}};
    }
    void offer(const std::string &name, const std::string &content)
    {
        if (m_fake)
            m_fake->offerContent(path(name), content);
        else
            testsupport::makeLayout(path(name), {content});
    }
    Result<domain::Image> import(const ports::ImageImport &wanted)
    {
        return waited<domain::Image>([&](auto done) { return m_library->import(wanted, {}, std::move(done)); });
    }
    Result<domain::Image> imported(const std::string &name, const std::string &content, const std::string &called = {})
    {
        offer(name, content);
        return import({layoutSource(name), called, {}, false});
    }
    Result<ports::OpenImage> open(const std::string &name)
    {
        return waited<ports::OpenImage>([&](auto done) { return m_library->open(name, std::move(done)); });
    }
    Result<> setName(const domain::ImageId &id, const std::string &name)
    {
        return waited<void>([&](auto done) { return m_library->setName(id, name, std::move(done)); });
    }
    Result<> removeName(const std::string &name)
    {
        return waited<void>([&](auto done) { return m_library->removeName(name, std::move(done)); });
    }
    Result<> remove(const domain::ImageId &id)
    {
        return waited<void>([&](auto done) { return m_library->remove(id, std::move(done)); });
    }
    Result<ports::ImageProof> verify(const domain::ImageId &id)
    {
        return waited<ports::ImageProof>([&](auto done) { return m_library->verify(id, {}, std::move(done)); });
    }
    std::vector<domain::Image> listed()
    {
        const auto images =
            waited<std::vector<domain::Image>>([&](auto done) { return m_library->list(std::move(done)); });
        return images ? *images : std::vector<domain::Image>(99, domain::Image{.id = domain::ImageId("img-failed")});
    }
    ports::LibraryUsage usage()
    {
        return *waited<ports::LibraryUsage>([&](auto done) { return m_library->usage(std::move(done)); });
    }
    ByteCount collect()
    {
        return *waited<ByteCount>([&](auto done) { return m_library->collect(std::move(done)); });
    }
    /// Its root's content changes, its length stays.
    void damage(const domain::Image &image)
    {
        if (m_fake) {
            m_fake->damage.emplace(image.id, "its root is damaged");
            return;
        }
        const auto root = open(image.id.value())->guest.rootDisk;
        auto content = testsupport::contentOf(root);
        content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
        testsupport::writeContent(root, content);
    }
    template <class T>
    static ErrorCode errorOf(const Result<T> &result)
    {
        return result ? ErrorCode::Internal : result.error().code;
    }
    template <class T>
    static std::string describeError(const Result<T> &result)
    {
        return result ? std::string() : describe(result.error());
    }

    system::RealClock m_clock;
    std::unique_ptr<QTemporaryDir> m_scratch;
    std::unique_ptr<ports::ImageLibrary> m_library;
    FakeImageLibrary *m_fake = nullptr;
};

QTEST_GUILESS_MAIN(ImageLibraryContract)
#include "tst_image_library_contract.moc"
