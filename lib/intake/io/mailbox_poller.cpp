#include "intake/io/mailbox_poller.h"

#include "base/io/clock.h"
#include "base/log_events.h"
#include "base/text.h"
#include "intake/io/mailbox_connection.h"
#include "intake/mailbox_envelope.h"
#include "intake/mailbox_plan.h"
#include "mail/composer.h"
#include "net/io/credentials.h"
#include "store/setting_names.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/statvfs.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace intake::io {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t cleared_at_once = 100;  // so that no command line is too long

constexpr std::uintmax_t free_octets_min = 64UL << 20;  // the reserve that [intake.lmtp] keeps by default

/// Ends the daemon, so that it is started anew.
void pass_on(const std::exception_ptr& error)
{
    if (error) std::rethrow_exception(error);
}

std::vector<std::vector<std::string>> in_pieces(const std::vector<std::string>& ids)
{
    std::vector<std::vector<std::string>> pieces;
    for (const std::string& id : ids) {
        if (pieces.empty() || pieces.back().size() == cleared_at_once) pieces.emplace_back();
        pieces.back().push_back(id);
    }
    return pieces;
}

/// Why a look ended early.
struct Trouble {
    std::string stage;  ///< connect, tls, auth, list, fetch, clear_away, store
    std::string text;
};

}  // namespace

/// One mailbox.
class MailboxPoller : public std::enable_shared_from_this<MailboxPoller> {
  public:
    MailboxPoller(asio::io_context& io, config::MailboxIntake mailbox, Server::Configuration configuration,
                  store::Committer& committer, std::function<void()> on_spooled)
        : io_(io),
          mailbox_(std::move(mailbox)),
          name_(mailbox_.name),
          place_(mailbox_place(mailbox_)),
          configuration_(std::move(configuration)),
          committer_(committer),
          on_spooled_(std::move(on_spooled)),
          credentials_(io_, mailbox_.account),
          pause_(io_),
          end_(io_, asio::steady_timer::time_point::max())
    {
    }

    /// `former` polled the same mailbox, and is stopping: only when it is over this one begins.
    void start(std::shared_ptr<MailboxPoller> former)
    {
        asio::co_spawn(io_, run(shared_from_this(), std::move(former)), pass_on);
    }

    void stop()
    {
        is_stopping_ = true;
        pause_.cancel();
        if (connection_ != nullptr) connection_->cancel();
        if (secret_) secret_->came.cancel();
    }

    [[nodiscard]] bool is_over() const { return is_over_; }
    [[nodiscard]] const config::MailboxIntake& mailbox() const { return mailbox_; }

  private:
    static awaitable<void> run(std::shared_ptr<MailboxPoller> self, std::shared_ptr<MailboxPoller> former)
    {
        if (former != nullptr && !former->is_over_) co_await former->end_.async_wait(as_result);
        former.reset();
        while (!self->is_stopping_) {
            const auto trouble = co_await self->look_safely();
            if (self->is_stopping_) break;
            co_await self->tell(trouble);
            if (!trouble && self->has_more_) continue;
            self->pause_.expires_after(wait_before_look(self->failures_, self->mailbox_.poll));
            if (!self->is_stopping_) co_await self->pause_.async_wait(as_result);
        }
        self->is_over_ = true;
        self->end_.cancel();
    }

    // --- one look ---

    awaitable<std::optional<Trouble>> look_safely()
    {
        has_more_ = false;
        try {
            MailboxConnection connection(io_, mailbox_);
            connection_ = &connection;
            auto trouble = co_await look(connection);
            connection_ = nullptr;
            co_return trouble;
        } catch (const std::exception& error) {  // of the store: nothing was cleared away
            connection_ = nullptr;
            co_return Trouble{.stage = "store", .text = error.what()};
        }
    }

    awaitable<std::optional<Trouble>> look(MailboxConnection& connection)
    {
        if (!has_room()) co_return Trouble{.stage = "store", .text = "no room on the disk"};
        const auto secret = co_await get_secret();
        if (!secret) co_return Trouble{.stage = "auth", .text = secret.error().text};
        const auto opened = co_await connection.open(*secret);
        if (!opened) {
            if (opened.error().stage == net::io::ConnectStage::auth) credentials_.forget();
            co_return Trouble{.stage = std::string(stage_name(opened.error().stage)), .text = opened.error().text};
        }
        store::MailboxMemory memory = co_await recall();
        connection.session().list(listed_before(memory));
        const auto listed = co_await connection.converse();
        if (!listed) co_return Trouble{.stage = "list", .text = listed.error().text};

        const MailboxListing& listing = connection.session().listing();
        log_nameless(listing.nameless);
        MailboxPlan plan = plan_look(listing, memory, mailbox_);
        co_await note(plan, listing);
        if (plan.is_renewed) memory = {.uid_validity = listing.uid_validity};
        if (auto trouble = co_await take(connection, memory, plan)) co_return trouble;
        if (is_stopping_) co_return std::nullopt;  // in mid-answer, maybe: what was taken is cleared away next time
        if (auto trouble = co_await clear_away(connection, plan)) co_return trouble;
        co_await settle(listing);
        co_return std::nullopt;
    }

    /// What was taken is added to what is to be cleared away.
    awaitable<std::optional<Trouble>> take(MailboxConnection& connection, const store::MailboxMemory& memory,
                                           MailboxPlan& plan)
    {
        std::size_t taken = 0;
        std::string refusal;
        for (const std::string& id : plan.take) {
            if (is_stopping_) break;
            connection.session().fetch(id);
            const auto fetched = co_await connection.converse();
            if (is_stopping_) break;
            if (!fetched) {
                const bool is_refused = fetched.error().permanence == base::Permanence::permanent;
                const Failing failing = is_refused ? Failing::refused : Failing::lost;
                co_await note(after_failure(memory, id, failing, fetched.error().text));
                if (!is_refused) co_return Trouble{.stage = "fetch", .text = fetched.error().text};
                refusal = fetched.error().text;
            } else if (const auto message = connection.session().take_message()) {
                co_await commit_message(id, *message);
                if (mailbox_.afterwards != config::Afterwards::keep) plan.clear_away.push_back(id);
                ++taken;
            } else {  // somebody else removed it; or else it must not stand in the way of others for ever
                co_await note(after_failure(memory, id, Failing::refused, "the server gives nothing of it"));
            }
        }
        has_more_ = plan.has_more && taken > 0;
        // The server, rather than one message: then the pace slows down, and nothing is given up quickly.
        if (taken == 0 && !refusal.empty()) co_return Trouble{.stage = "fetch", .text = refusal};
        co_return std::nullopt;
    }

    awaitable<std::optional<Trouble>> clear_away(MailboxConnection& connection, const MailboxPlan& plan)
    {
        const bool is_moving = mailbox_.afterwards == config::Afterwards::move;
        if (is_moving) {
            if (auto trouble = co_await transfer(connection, plan.clear_away)) co_return trouble;
        }
        std::vector<std::string> rest = plan.remove;
        if (!is_moving || connection.session().transfers_a_copy())
            rest.insert(rest.end(), plan.clear_away.begin(), plan.clear_away.end());
        for (const auto& some : in_pieces(rest)) {
            connection.session().remove(some);
            const auto removed = co_await connection.converse();
            if (!removed) co_return Trouble{.stage = "clear_away", .text = removed.error().text};
        }
        connection.session().quit();
        const auto ended = co_await connection.converse();
        if (place_.is_imap) co_return std::nullopt;
        if (!ended) co_return Trouble{.stage = "clear_away", .text = ended.error().text};  // deleted now or not at all
        co_await forget(rest);
        co_return std::nullopt;
    }

    /// That a copy was made is noted before its original is touched, so that none is made twice.
    awaitable<std::optional<Trouble>> transfer(MailboxConnection& connection, const std::vector<std::string>& ids)
    {
        for (const auto& some : in_pieces(ids)) {
            connection.session().transfer(some);
            const auto transferred = co_await connection.converse();
            if (!transferred) co_return Trouble{.stage = "clear_away", .text = transferred.error().text};
            if (connection.session().transfers_a_copy()) co_await note_copied(some);
        }
        co_return std::nullopt;
    }

    // --- the store's disk, and the secret ---

    [[nodiscard]] bool has_room() const
    {
        struct statvfs disk {};
        const bool is_known = ::statvfs(configuration_()->server.data_dir.c_str(), &disk) == 0;
        return !is_known || disk.f_bavail * disk.f_frsize >= free_octets_min;
    }

    struct Secret {
        explicit Secret(asio::io_context& io) : came(io, asio::steady_timer::time_point::max()) {}
        asio::steady_timer came;
        std::optional<base::Result<std::string>> value;
    };

    awaitable<base::Result<std::string>> get_secret()
    {
        const auto secret = std::make_shared<Secret>(io_);
        secret_ = secret;
        credentials_.get([secret](const base::Result<std::string>& value) {
            secret->value = value;
            secret->came.cancel();
        });
        co_await secret->came.async_wait(as_result);
        secret_.reset();
        co_return secret->value ? *secret->value : base::try_again("given up");
    }

    // --- the store ---

    /// Waits for the commit, whatever happens meanwhile; throws what the work threw.
    awaitable<void> commit(store::Durability durability, store::Work work)
    {
        struct State {
            explicit State(asio::io_context& io) : done(io, asio::steady_timer::time_point::max()) {}
            asio::steady_timer done;
            std::exception_ptr error;
        };
        const auto state = std::make_shared<State>(io_);
        committer_.submit(durability, std::move(work), [&io = io_, state](const std::exception_ptr& error) {
            asio::post(io, [state, error] {
                state->error = error;
                state->done.expires_at(asio::steady_timer::time_point::min());
            });
        });
        co_await state->done.async_wait(as_result);
        if (state->error) std::rethrow_exception(state->error);
    }

    awaitable<store::MailboxMemory> recall()
    {
        store::MailboxMemory memory;
        co_await commit(store::Durability::killed,
                        [&memory, this](store::Store& store) { memory = store.mailboxes().memory(name_); });
        co_return memory;
    }

    awaitable<void> note(const MailboxPlan& plan, const MailboxListing& listing)
    {
        if (!plan.is_renewed && plan.note.empty() && plan.forget.empty()) co_return;
        co_await commit(store::Durability::killed, [&plan, &listing, this](store::Store& store) {
            if (plan.is_renewed) store.mailboxes().renew(name_, listing.uid_validity);
            for (const store::KnownMail& mail : plan.note) store.mailboxes().note(name_, mail);
            store.mailboxes().forget(name_, plan.forget);
        });
        for (const store::KnownMail& mail : plan.note) log_left(mail);
    }

    awaitable<void> note(store::KnownMail mail)
    {
        co_await commit(store::Durability::killed,
                        [&mail, this](store::Store& store) { store.mailboxes().note(name_, mail); });
        if (mail.state == store::MailState::given_up) log_left(mail);
    }

    awaitable<void> note_copied(const std::vector<std::string>& ids)
    {
        co_await commit(store::Durability::killed, [&ids, this](store::Store& store) {
            for (const std::string& id : ids)
                store.mailboxes().note(name_, {.id = id, .state = store::MailState::copied});
        });
    }

    /// Once deleted: the server may give their unique-ids to new messages (RFC 1939 §7).
    awaitable<void> forget(const std::vector<std::string>& ids)
    {
        if (ids.empty()) co_return;
        co_await commit(store::Durability::killed,
                        [&ids, this](store::Store& store) { store.mailboxes().forget(name_, ids); });
    }

    void log_left(const store::KnownMail& mail) const
    {
        base::log(base::MailLeft{.mailbox = name_, .mail = mail.id, .because = mail.why});
    }

    void log_nameless(std::size_t count)
    {
        if (std::exchange(nameless_, count) == count || count == 0) return;
        base::log(base::Note{.level = base::LogLevel::warning,
                             .text = std::to_string(count) + " messages stay in the mailbox " + name_ +
                                     ": the server gives them no unique-id (RFC 1939, UIDL)"});
    }

    /// The messages, and that they were taken: both or neither.
    awaitable<void> commit_message(const std::string& id, const std::string& octets)
    {
        const auto config = configuration_();
        const base::Time now = base::io::system_now();
        const std::string message = mail::with_crlf(octets);
        Envelope envelope = read_mailbox_envelope(message, *config).envelope;
        envelope.peer = place_.host;
        envelope.helo = place_.host;
        envelope.protocol = place_.is_imap ? "IMAP" : "POP3";
        const auto rows = make_messages(
            envelope, stored_octets(envelope, message, config->server.hostname, config->server.authserv_id, now), now);
        std::vector<store::Spooled> spooled;
        co_await commit(store::Durability::power_loss, [&](store::Store& store) {
            spooled.clear();
            for (const store::NewMessage& row : rows) spooled.push_back(store.spool().add(row));
            store.mailboxes().note(name_, {.id = id});
        });
        for (std::size_t i = 0; i < rows.size(); ++i) log_spooled(rows[i], spooled[i]);
        on_spooled_();
    }

    void log_spooled(const store::NewMessage& message, const store::Spooled& spooled) const
    {
        base::log(base::Spooled{.message = spooled.message,
                                .recipient = message.recipient,
                                .reverse_path = message.reverse_path,
                                .octets = static_cast<std::int64_t>(message.content.octets().size()),
                                .peer = spooled.is_duplicate ? place_.host + " (came before)" : place_.host});
    }

    /// What stays there for good needs no row each.
    awaitable<void> settle(const MailboxListing& listing)
    {
        if (!place_.is_imap || mailbox_.afterwards != config::Afterwards::keep || listing.items.empty()) co_return;
        co_await commit(store::Durability::killed, [&listing, this](store::Store& store) {
            store.mailboxes().settle_up_to(name_, settled_up_to(listing, store.mailboxes().memory(name_)));
        });
    }

    // --- trouble ---

    awaitable<void> tell(const std::optional<Trouble>& trouble)
    {
        const bool was_known = std::exchange(is_state_known_, true);
        const bool was_in_trouble = failures_ > 0;
        failures_ = trouble ? failures_ + 1 : 0;
        if (trouble) {
            base::log(base::MailboxTrouble{.mailbox = name_,
                                           .stage = trouble->stage,
                                           .next_look = wait_before_look(failures_, mailbox_.poll),
                                           .reply = base::one_line(trouble->text, 300)});
        } else if (was_in_trouble) {
            base::log(base::MailboxRecovered{.mailbox = name_});
        }
        if (!was_known || was_in_trouble != trouble.has_value()) co_await remember(trouble);
    }

    /// So that the desk can alert the operator. A store that fails is somebody else's to tell.
    awaitable<void> remember(const std::optional<Trouble>& trouble)
    {
        try {
            co_await commit(store::Durability::killed, [&trouble, this](store::Store& store) {
                const std::string since = store::setting::mailbox_trouble_since(name_);
                const bool is_noted = store.settings().get(since).value_or(0) != 0;
                if (is_noted == trouble.has_value()) return;
                const base::Time now = base::io::system_now();
                store.settings().set(since, trouble ? base::to_unix_ms(now) : 0);
                store.journal().add(
                    {.at = now,
                     .event = trouble ? "mailbox_trouble" : "mailbox_recovered",
                     .by = "intake",
                     .detail =
                         name_ + (trouble ? ": " + trouble->stage + ": " + base::one_line(trouble->text, 300) : "")});
            });
        } catch (const std::exception& error) {
            base::log(base::Note{.level = base::LogLevel::error,
                                 .text = std::string("cannot note the trouble with a mailbox: ") + error.what()});
        }
    }

    asio::io_context& io_;
    config::MailboxIntake mailbox_;
    std::string name_;
    MailboxPlace place_;
    Server::Configuration configuration_;
    store::Committer& committer_;
    std::function<void()> on_spooled_;
    net::io::Credentials credentials_;
    asio::steady_timer pause_;
    asio::steady_timer end_;                   ///< cancelled when this is over
    MailboxConnection* connection_ = nullptr;  ///< of the look that is under way
    std::shared_ptr<Secret> secret_;           ///< while it is waited for
    int failures_ = 0;                         ///< looks in a row
    std::size_t nameless_ = 0;                 ///< as it was last told
    bool is_state_known_ = false;              ///< whether the store says how it is, since the start
    bool has_more_ = false;
    bool is_stopping_ = false;
    bool is_over_ = false;
};

MailboxPollers::MailboxPollers(asio::io_context& io, Configuration configuration, store::Committer& committer,
                               std::function<void()> on_spooled)
    : io_(io), configuration_(std::move(configuration)), committer_(committer), on_spooled_(std::move(on_spooled))
{
}

MailboxPollers::~MailboxPollers() = default;

void MailboxPollers::follow()
{
    std::erase_if(ending_, [](const auto& poller) { return poller->is_over(); });
    std::vector<config::MailboxIntake> wanted = configuration_()->mailboxes;
    std::erase_if(running_, [&](const auto& poller) {
        const auto same = std::ranges::find(wanted, poller->mailbox());
        if (same != wanted.end()) {
            wanted.erase(same);
            return false;
        }
        poller->stop();
        ending_.push_back(poller);
        return true;
    });
    for (const config::MailboxIntake& mailbox : wanted) {
        // The latest of them: it has waited for those before.
        const auto former = std::find_if(ending_.rbegin(), ending_.rend(),
                                         [&](const auto& poller) { return poller->mailbox().name == mailbox.name; });
        running_.push_back(std::make_shared<MailboxPoller>(io_, mailbox, configuration_, committer_, on_spooled_));
        running_.back()->start(former == ending_.rend() ? nullptr : *former);
    }
}

void MailboxPollers::stop()
{
    for (const auto& poller : running_) poller->stop();
}

bool MailboxPollers::is_idle() const
{
    const auto is_over = [](const auto& poller) { return poller->is_over(); };
    return std::ranges::all_of(running_, is_over) && std::ranges::all_of(ending_, is_over);
}

}  // namespace intake::io
