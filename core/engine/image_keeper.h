// Role: the images that sandboxes of this engine can be made from: the built-in one and those of the library. Shows
// them, brings them in, looks after them, opens them for whoever starts something, and removes none that something
// stands on. Thread: the engine's.
// Invariants: an import is Importing until it is over, and its row goes when its image is listed; of each kind at most
// one operation is under way with an image; what is on disk has its image open before anything unneeded is removed.
#pragma once

#include "core/api/engine_control.h"
#include "core/engine/opened_image.h"
#include "core/engine/operations_book.h"
#include "core/ports/clock.h"
#include "core/ports/image_builder.h"
#include "core/ports/image_library.h"

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace glovebox::engine {

class ImageKeeper {
public:
    using SourceParser = std::function<Result<domain::ImageSource>(const std::string &)>;
    struct Parts {
        ports::Clock &clock;
        OperationsBook &operations;
        api::Observer observer;
        ports::ImageLibrary *library = nullptr; // none: the built-in image is all there is
        SourceParser parseSource = nullptr;     // likewise
        std::function<ImageUses()> uses = nullptr;
        ports::ImageBuilder *builder = nullptr; // none: nothing is built
        /// What the library takes on disk, whenever somebody looked.
        std::function<void(const api::ImageDisk &)> measured = nullptr;
    };

    explicit ImageKeeper(Parts parts);
    ~ImageKeeper();

    /// From here on the built-in image is this one, and those of the library are listed, now and again.
    void open(ports::GuestImage builtIn);
    /// Those of the library are listed anew: another program may have brought one in, or named or removed one.
    void list();
    /// Imports and looks end: "the engine stopped". What is shown stays.
    void close();

    /// By name or id; empty or kDefaultImage: the built-in one. InvalidArgument, naming those there are, when there is
    /// no such image. Never answered from inside.
    Call obtain(const std::string &nameOrId, Callback<OpenedImage> done);
    /// Changes when what obtain() answers with does; none: there is no such image, as far as is known.
    std::optional<std::string> keyOf(const std::string &nameOrId) const;
    std::optional<std::string> keyOf(const OpenedImage &opened) const;
    /// As far as is known now, without a look: why there is no such image. Empty: there is, or none was listed yet.
    std::string whyUnknown(const std::string &nameOrId) const;
    /// Something on disk stands on these: they are opened, so that nobody removes them. Each that was opened, or is
    /// found to be gone, is told.
    void hold(const std::set<domain::ImageId> &images,
              std::function<void(const domain::ImageId &, const Result<OpenedImage> &)> told);

    api::Verdict act(const api::ImageAction &action);
    /// What an operation of ours does; its object as Operation::object has it.
    api::Verdict cancel(domain::OperationKind kind, const std::string &object);
    /// What stands on images may have changed.
    void countAgain();

private:
    struct Entry {
        explicit Entry(api::ImageView first) : view(std::move(first)) {}

        api::ImageView view;
        std::optional<api::ImageView> published;
        Call call; // its import, or that it is removed or named
        Call verifying;
        bool isGone = false; // for everybody; it may be calling us
    };
    struct Doer;

    Entry *find(const std::string &id) const;
    Entry &add(api::ImageView view);
    void listed(Result<std::vector<domain::Image>> images);
    void show(domain::Image image);
    api::Verdict import(const api::ImportImage &wanted);
    api::Verdict build(bool anew);
    Entry &beginImport(std::string name, domain::ImageOrigin origin, std::string source);
    void tellImport(Entry &entry, const ports::ImportProgress &now);
    void imported(Entry &entry, Result<domain::Image> image);
    void measure();
    api::Verdict cancelImport(const domain::ImageId &id, const char *why);
    api::Verdict remove(const domain::ImageId &id);
    api::Verdict name(const api::NameImage &wanted);
    api::Verdict verify(const domain::ImageId &id);
    void verified(Entry &entry, const Result<ports::ImageProof> &proof);
    api::Verdict cancelVerify(const domain::ImageId &id, const char *why);
    api::Verdict collect();
    void collectNow();
    void collected(const Result<ByteCount> &freed);
    api::Verdict cancelCollect(const char *why);
    void forget(Entry &entry);
    void failed(Entry &entry, const std::string &what, const Error &why);
    void count();
    void sweepLater();
    std::string namesOfAll() const;
    std::string whyNoName(const std::string &name) const;
    void publish(Entry &entry);

    Parts m_parts;
    std::optional<OpenedImage> m_builtIn;
    std::list<std::unique_ptr<Entry>> m_entries; // imports as they were begun, images as they were found
    bool m_isOpen = false;
    bool m_wasListed = false;
    bool m_isListing = false;
    bool m_mustListAgain = false;
    std::uint64_t m_imports = 0;
    std::uint64_t m_generation = 0;
    std::map<domain::ImageId, Call> m_holding;
    std::vector<domain::ImageId> m_held; // of those, what has answered
    bool m_collecting = false;           // or it waits until all are held
    bool m_collectBegun = false;
    bool m_isMeasuring = false;
    Call m_measure;
    Call m_listing;
    Call m_listTimer;
    Call m_collect;
    Call m_countTimer;
    Call m_sweep; // what is over: it may be calling us
};

} // namespace glovebox::engine
