// Role: notifications of the desktop: made of the alerts by NoticeBook, shown by whoever the program has for it, and
// what their buttons lead to. Thread: GUI. Invariants: nothing is answered from a notification; Review shows the object
// in the window, and that is all. Without a desktop that shows them all stays in the window, and the settings say so.
#pragma once

#include "app/models/notices.h"

namespace glovebox::models {

class PanelModel;

class NoticesModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool there READ there NOTIFY changed) // somebody shows them
    Q_PROPERTY(QString stateText READ stateText NOTIFY changed)
    Q_PROPERTY(int muted READ muted NOTIFY changed) // sessions

public:
    /// Who shows them: nobody, the desktop's portal, its notification service.
    enum class Way { Nobody, Portal, Service };
    /// What a notification has to press.
    static constexpr const char *kReview = "review";
    static constexpr const char *kMute = "mute";

    explicit NoticesModel(PanelModel &panel);

    bool there() const { return m_way != Way::Nobody; }
    void setWay(Way way);
    QString stateText() const;
    int muted() const;

    /// One that says that it is one, whatever is chosen.
    Q_INVOKABLE void test();
    Q_INVOKABLE void unmuteAll();
    /// A button of the group's notification, or the notification itself (empty).
    void press(const QString &group, const QString &button);
    /// The words of a button.
    static QString wordOf(const QString &button);

Q_SIGNALS:
    void changed();
    void shown(const glovebox::models::Notice &notice);
    void gone(const QString &group);
    /// The window is to come forward.
    void forwardAsked();

private:
    void note(const Alert &alert);
    void look();
    void show(Notice notice);
    QString groupOf(const QString &target) const;

    PanelModel &m_panel;
    WallTime m_startedAt;
    NoticeBook m_book;
    std::vector<std::pair<QString, QString>> m_targets; // of groups, those of the last ones
    Way m_way = Way::Nobody;
    int m_muted = 0;
};

} // namespace glovebox::models
