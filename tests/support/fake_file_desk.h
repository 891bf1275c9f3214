// Role: a sandbox's files in memory, for tests of the window: what is asked is noted, what is refused or held is said
// by the test. Keeps to what FileDesk promises: the same tests run over it and over the real one. Thread: GUI; answers
// come queued.
#pragma once

#include "app/bridge/file_desk.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace testsupport {

using namespace glovebox;

class FakeFileDesk final : public bridge::FileDesk {
public:
    std::map<std::string, std::string> files;
    std::set<std::string> folders{"/", "/mnt", "/mnt/session"};
    std::map<std::string, std::string> links; // with what stands in them
    std::int64_t changed = 0;                 // of all that is there, in ns since 1970
    std::optional<Error> refuseList;          // each until it is taken away
    std::optional<Error> refuseLook;
    std::optional<Error> refuseCopy;
    bool holdList = false; // asked, not answered yet
    bool holdCopy = false;
    QStringList asked; // "list /mnt/session", "put /tmp/a"

    /// What was held is answered.
    void release()
    {
        holdList = holdCopy = false;
        for (const auto &answer : std::exchange(m_held, {}))
            answer();
    }
    int held() const { return static_cast<int>(m_held.size()); }
    /// Of a copying that is held.
    void setPart(double part)
    {
        if (m_progress)
            m_progress->set(part);
    }

    Call listFolder(const domain::SandboxId &, std::string folder,
                    Callback<std::vector<domain::GuestEntry>> done) override
    {
        note("list", folder);
        return later(holdList, [this, folder, done] {
            if (refuseList)
                return done(tl::unexpected(*refuseList));
            if (!isFolder(folder))
                return done(fail(ErrorCode::NotFound, folder + " is not there"));
            done(entriesIn(folder));
        });
    }
    Call look(const domain::SandboxId &, std::string file, Callback<std::string> done) override
    {
        note("look", file);
        return later(false, [this, file, done] {
            if (refuseLook)
                return done(tl::unexpected(*refuseLook));
            const auto found = files.find(file);
            if (found == files.end())
                return done(fail(ErrorCode::NotFound, file + " is not there"));
            done(found->second.substr(0, kLookMax));
        });
    }
    Call fetch(const domain::SandboxId &, Copying what, Callback<ByteCount> done) override
    {
        note("fetch", what.inside);
        m_progress = what.progress;
        return later(holdCopy, [this, what, done] {
            if (refuseCopy)
                return done(tl::unexpected(*refuseCopy));
            const auto found = files.find(what.inside);
            if (found == files.end())
                return done(fail(ErrorCode::NotFound, what.inside + " is not there"));
            QFile file(QString::fromStdString(what.here));
            if (file.exists())
                return done(fail(ErrorCode::FolderUnusable, what.here + " is there already"));
            if (!file.open(QIODevice::WriteOnly))
                return done(fail(ErrorCode::PermissionDenied, what.here));
            file.write(found->second.data(), static_cast<qint64>(found->second.size()));
            done(ByteCount{found->second.size()});
        });
    }
    Call put(const domain::SandboxId &, Copying what, Callback<ByteCount> done) override
    {
        note("put", what.inside);
        m_progress = what.progress;
        return later(holdCopy, [this, what, done] {
            if (refuseCopy)
                return done(tl::unexpected(*refuseCopy));
            QFile file(QString::fromStdString(what.here));
            if (!file.exists())
                return done(fail(ErrorCode::NotFound, what.here + " is not there"));
            if (!QFileInfo(file).isFile())
                return done(fail(ErrorCode::InvalidArgument, what.here + " is no plain file"));
            if (!file.open(QIODevice::ReadOnly))
                return done(fail(ErrorCode::PermissionDenied, what.here));
            files[what.inside] = file.readAll().toStdString();
            done(ByteCount{files[what.inside].size()});
        });
    }

private:
    void note(const char *what, const std::string &path)
    {
        asked += QLatin1String(what) + QLatin1Char(' ') + QString::fromStdString(path);
    }
    bool isFolder(const std::string &path) const
    {
        const auto isBelow = [before = path == "/" ? path : path + '/'](const auto &entry) {
            return entry.first.starts_with(before);
        };
        return folders.contains(path) || std::ranges::any_of(files, isBelow);
    }
    std::vector<domain::GuestEntry> entriesIn(const std::string &folder) const
    {
        using Kind = domain::GuestEntry::Kind;
        const std::string before = folder == "/" ? folder : folder + '/';
        std::map<std::string, domain::GuestEntry> found;
        const auto add = [&](const std::string &path, Kind kind, std::size_t size, const std::string &target) {
            if (!path.starts_with(before) || path.size() == before.size())
                return;
            const auto name = path.substr(before.size());
            const auto slash = name.find('/');
            domain::GuestEntry entry{.path = name.substr(0, slash), .kind = kind, .size = ByteCount{size}};
            entry.changed = changed;
            entry.target = target;
            if (slash != std::string::npos) {
                entry.kind = Kind::Folder;
                entry.size = {};
            }
            found.insert_or_assign(entry.path, entry);
        };
        for (const auto &path : folders)
            add(path, Kind::Folder, 0, {});
        for (const auto &[path, content] : files)
            add(path, Kind::File, content.size(), {});
        for (const auto &[path, target] : links)
            add(path, Kind::Other, 0, target);
        std::vector<domain::GuestEntry> all;
        for (auto &[name, entry] : found)
            all.push_back(std::move(entry));
        return all;
    }
    Call later(bool held, std::function<void()> what)
    {
        auto alive = std::make_shared<bool>(true);
        const auto answer = [alive, what = std::move(what)] {
            if (*alive)
                what();
        };
        if (held)
            m_held.push_back(answer);
        else
            QMetaObject::invokeMethod(&m_loop, answer, Qt::QueuedConnection);
        return Call([alive] { *alive = false; });
    }

    QObject m_loop;
    std::deque<std::function<void()>> m_held;
    std::shared_ptr<bridge::ExportProgress> m_progress;
};

} // namespace testsupport
