// Role: images in memory, for engine tests. The same suite runs on it and on the real library (tests/contract).
// Operations to fail or to hold: "list", "open", "remove", "setName", "removeName", "verify", "usage", "collect", and
// "import" (to fail; to keep imports running, see holdImports()).
#pragma once

#include "core/ports/image_library.h"
#include "tests/support/fake_answers.h"

#include <list>
#include <map>
#include <memory>
#include <set>

namespace testsupport {

class FakeImageLibrary final : public glovebox::ports::ImageLibrary, public FakeAnswers {
public:
    explicit FakeImageLibrary(glovebox::ports::Clock &clock) : FakeAnswers(clock), m_clock(clock) {}

    /// What an import of `path` finds there from now on: its digest, config, layers and sizes are taken as they are;
    /// id, names, origin, source and the time of import are given by the import.
    void offer(const std::string &path, glovebox::domain::Image image) { m_offers.insert_or_assign(path, image); }
    /// The same with an image made up of `content`: one layer, a root of its own, the same digest for the same content.
    void offerContent(const std::string &path, const std::string &content);

    /// One that is there without an import, and its id.
    glovebox::domain::ImageId put(const std::string &name, glovebox::domain::Image image);

    // An import in slow motion.
    /// Imports begin, and stay under way until finishImports().
    void holdImports() { m_importsHeld = true; }
    std::size_t importsRunning() const { return m_running.size(); }
    /// Tells all that are under way.
    void tellImports(const glovebox::ports::ImportProgress &progress);
    void finishImports();

    std::vector<glovebox::domain::Image> images;             // in no order
    std::set<glovebox::domain::ImageId> usedElsewhere;       // by another program: remove() answers Conflict
    std::map<glovebox::domain::ImageId, std::string> damage; // what open() and verify() find wrong
    std::size_t gone = 0;                                    // what verify() says of blobs that are kept no more
    glovebox::ByteCount unneeded;                            // grows by what images leave behind

    glovebox::Call list(glovebox::Callback<std::vector<glovebox::domain::Image>> done) override;
    glovebox::Call import(glovebox::ports::ImageImport wanted,
                          std::function<void(glovebox::ports::ImportProgress)> progress,
                          glovebox::Callback<glovebox::domain::Image> done) override;
    glovebox::Call open(std::string nameOrId, glovebox::Callback<glovebox::ports::OpenImage> done) override;
    glovebox::Call remove(glovebox::domain::ImageId id, glovebox::Callback<> done) override;
    glovebox::Call setName(glovebox::domain::ImageId id, std::string name, glovebox::Callback<> done) override;
    glovebox::Call removeName(std::string name, glovebox::Callback<> done) override;
    glovebox::Call verify(glovebox::domain::ImageId id,
                          std::function<void(glovebox::ByteCount done, glovebox::ByteCount total)> progress,
                          glovebox::Callback<glovebox::ports::ImageProof> done) override;
    glovebox::Call usage(glovebox::Callback<glovebox::ports::LibraryUsage> done) override;
    glovebox::Call collect(glovebox::Callback<glovebox::ByteCount> done) override;

private:
    struct Running {
        glovebox::ports::ImageImport wanted;
        std::function<void(glovebox::ports::ImportProgress)> progress;
        glovebox::Callback<glovebox::domain::Image> done;
    };
    glovebox::domain::Image *find(const std::string &nameOrId);
    glovebox::Result<> name(const glovebox::domain::ImageId &id, const std::string &name);
    glovebox::Result<glovebox::domain::Image> bringIn(const glovebox::ports::ImageImport &wanted);
    std::map<std::string, glovebox::ByteCount> layersOf() const;

    glovebox::ports::Clock &m_clock;
    std::map<std::string, glovebox::domain::Image> m_offers;
    std::list<std::shared_ptr<Running>> m_running;
    bool m_importsHeld = false;
};

} // namespace testsupport
