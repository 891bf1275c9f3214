// Role: what somebody chose for the window: its look, text size, density, motion, times, letters as keys,
// notifications; and what of this host the Settings page lists. The one place for these choices: pages, actions and the
// program read and change them here. Thread: GUI. Invariants: a value is always one of its choices, whatever the file
// says; with a memory file a choice is kept at once, and read again at the next start.
#pragma once

#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <array>
#include <vector>

namespace glovebox::models {

class PanelModel;

/// A setting of the engine, as it was found at the start.
struct HostSetting {
    QString flag; // or the variable, where there is no flag
    QString value;
    QString from;    // "default", "environment variable …", "command line"
    QString meaning; // a line for people

    friend bool operator==(const HostSetting &, const HostSetting &) = default;
};

/// A host that this program itself connects to.
struct OutboundHost {
    QString host;
    QString use;

    friend bool operator==(const OutboundHost &, const OutboundHost &) = default;
};

class PanelSettings : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int section READ section WRITE setSection NOTIFY sectionChanged) // of the page
    Q_PROPERTY(QString scheme READ scheme NOTIFY lookChanged)                   // as Theme takes it
    Q_PROPERTY(int look READ look WRITE setLook NOTIFY changed)
    Q_PROPERTY(int textScale READ textScale WRITE setTextScale NOTIFY changed) // an index, as all of these
    Q_PROPERTY(double scale READ scale NOTIFY lookChanged)                     // 1.25
    Q_PROPERTY(int density READ density WRITE setDensity NOTIFY changed)
    Q_PROPERTY(int motion READ motion WRITE setMotion NOTIFY changed)
    Q_PROPERTY(int times READ times WRITE setTimes NOTIFY changed)
    Q_PROPERTY(bool letters READ letters WRITE setLetters NOTIFY changed)
    Q_PROPERTY(bool timeline READ timeline WRITE setTimeline NOTIFY changed) // of a session: unfolded
    Q_PROPERTY(bool notifyNeeds READ notifyNeeds WRITE setNotifyNeeds NOTIFY changed)
    Q_PROPERTY(bool notifyFailed READ notifyFailed WRITE setNotifyFailed NOTIFY changed)
    Q_PROPERTY(bool notifyDone READ notifyDone WRITE setNotifyDone NOTIFY changed)
    Q_PROPERTY(bool quiet READ quiet WRITE setQuiet NOTIFY changed)                  // do not disturb
    Q_PROPERTY(bool keepInTray READ keepInTray WRITE setKeepInTray NOTIFY changed)   // when the window is closed
    Q_PROPERTY(bool viewOnly READ viewOnly WRITE setViewOnly NOTIFY viewOnlyChanged) // nothing here changes anything
    Q_PROPERTY(bool viewOnlyFixed READ viewOnlyFixed NOTIFY viewOnlyChanged)         // said for this start, see below
    Q_PROPERTY(QStringList lookChoices READ lookChoices CONSTANT)
    Q_PROPERTY(QStringList textScaleChoices READ textScaleChoices CONSTANT)
    Q_PROPERTY(QStringList densityChoices READ densityChoices CONSTANT)
    Q_PROPERTY(QStringList motionChoices READ motionChoices CONSTANT)
    Q_PROPERTY(QStringList timesChoices READ timesChoices CONSTANT)
    Q_PROPERTY(QString file READ file NOTIFY hostChanged) // empty: nothing is kept
    Q_PROPERTY(QVariantList host READ host NOTIFY hostChanged)
    Q_PROPERTY(QVariantList outbound READ outbound NOTIFY outboundChanged) // {host, use} each

public:
    enum Section { Appearance, Keyboard, Notifications, ThisHost, Privacy };
    Q_ENUM(Section)
    enum Motion { MotionOfDesktop, LessMotion, FullMotion };
    Q_ENUM(Motion)

    explicit PanelSettings(PanelModel &panel);

    int section() const { return m_section; }
    void setSection(int section);

    int look() const { return at(Look); }
    void setLook(int look) { choose(Look, look); }
    QString scheme() const;
    /// For this run alone, until somebody chooses: what --theme says. One of schemes().
    void wear(const QString &scheme);
    /// "auto", "dark", "light", "contrast-dark", "contrast-light".
    static const QStringList &schemes();
    int textScale() const { return at(TextScale); }
    void setTextScale(int scale) { choose(TextScale, scale); }
    double scale() const;
    int density() const { return at(Density); }
    void setDensity(int density) { choose(Density, density); }
    int motion() const { return at(MotionChoice); }
    void setMotion(int motion) { choose(MotionChoice, motion); }
    int times() const { return at(Times); }
    void setTimes(int times) { choose(Times, times); }
    bool letters() const { return at(Letters) != 0; }
    void setLetters(bool on) { choose(Letters, on ? 1 : 0); }
    bool timeline() const { return at(TimelineShown) != 0; }
    void setTimeline(bool shown) { choose(TimelineShown, shown ? 1 : 0); }
    bool notifyNeeds() const { return at(NotifyNeeds) != 0; }
    void setNotifyNeeds(bool on) { choose(NotifyNeeds, on ? 1 : 0); }
    bool notifyFailed() const { return at(NotifyFailed) != 0; }
    void setNotifyFailed(bool on) { choose(NotifyFailed, on ? 1 : 0); }
    bool notifyDone() const { return at(NotifyDone) != 0; }
    void setNotifyDone(bool on) { choose(NotifyDone, on ? 1 : 0); }

    bool quiet() const { return at(Quiet) != 0; }
    void setQuiet(bool on) { choose(Quiet, on ? 1 : 0); }
    bool keepInTray() const { return at(KeepInTray) != 0; }
    void setKeepInTray(bool on) { choose(KeepInTray, on ? 1 : 0); }
    bool viewOnly() const { return m_viewOnlyFixed || at(ViewOnly) != 0; }
    void setViewOnly(bool on) { choose(ViewOnly, on ? 1 : 0); }
    /// For this run, whatever somebody chooses: what --view-only says.
    void fixViewOnly();
    bool viewOnlyFixed() const { return m_viewOnlyFixed; }

    static QStringList lookChoices();
    static QStringList textScaleChoices();
    static QStringList densityChoices();
    static QStringList motionChoices();
    static QStringList timesChoices();

    QString file() const { return m_file; }
    /// Where what is chosen is kept; read at once.
    void setMemoryFile(const QString &file);

    QVariantList host() const; // {name, value, from, meaning} each
    void setHost(std::vector<HostSetting> settings);
    /// What the program's environments do not say themselves: mirrors, proxies.
    void setOutbound(std::vector<OutboundHost> hosts);
    QVariantList outbound() const;

Q_SIGNALS:
    void changed();
    void lookChanged(); // of what Theme wears
    void viewOnlyChanged();
    void sectionChanged();
    void hostChanged();
    void outboundChanged();

private:
    enum Choice {
        Look,
        TextScale,
        Density,
        MotionChoice,
        Times,
        Letters,
        NotifyNeeds,
        NotifyFailed,
        NotifyDone,
        Quiet,
        KeepInTray,
        TimelineShown,
        ViewOnly,
        Choices
    };
    struct Row;
    static const Row &rowOf(Choice choice);

    int at(Choice choice) const { return m_chosen[choice]; }
    void choose(Choice choice, int value);
    /// Tells those that this is about.
    void obey(Choice choice);

    PanelModel &m_panel;
    std::array<int, Choices> m_chosen{};
    int m_section = Appearance;
    bool m_viewOnlyFixed = false;
    QString m_file;
    std::vector<HostSetting> m_host;
    std::vector<OutboundHost> m_outbound;
};

} // namespace glovebox::models
