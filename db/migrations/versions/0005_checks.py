"""kept checks, requests for help, repayments"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

import db.columns

revision = '0005'
down_revision = '0004'

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = db.columns.Moment(timezone=True)
HA_NOI = timedelta(hours=7)


def upgrade() -> None:
    # sqlite_autoincrement: deliveries name these numbers in their keys, so none is given twice.
    op.create_table('checks',
    sa.Column('id', KEY, autoincrement=True, nullable=False),
    sa.Column('person_id', KEY, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=True),
    sa.Column('door', sa.String(length=64), nullable=False),
    sa.Column('answers', sa.LargeBinary(), nullable=True),
    sa.Column('with_sensitive', sa.Boolean(), server_default='0', nullable=False),
    sa.Column('outcome', sa.LargeBinary(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kept_at', MOMENT, nullable=False),
    sa.Column('tell_at', MOMENT, nullable=True),
    sa.Column('ask_on', sa.Date(), nullable=True),
    sa.Column('asked_at', MOMENT, nullable=True),
    sa.Column('looked_at', MOMENT, nullable=True),
    sa.Column('expires_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_checks_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checks')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_checks_code_hash')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_checks_person_id', 'checks', ['person_id'])
    few_of('ix_checks_told', 'checks', ['looked_at', 'id'], 'tell_at IS NOT NULL')
    few_of('ix_checks_asked', 'checks', ['ask_on'], 'ask_on IS NOT NULL AND asked_at IS NULL')
    op.create_table('received',
    sa.Column('check_id', KEY, nullable=False),
    sa.Column('programme', sa.String(length=60), nullable=False),
    sa.Column('answer', sa.String(length=12), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['check_id'], ['checks.id'], name=op.f('fk_received_check_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('check_id', 'programme', name=op.f('pk_received'))
    )
    op.create_table('requests',
    sa.Column('id', KEY, autoincrement=True, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', KEY, nullable=False),
    sa.Column('office', sa.String(length=64), nullable=False),
    sa.Column('unit', sa.String(length=64), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('consented_at', MOMENT, nullable=False),
    sa.Column('taken_at', MOMENT, nullable=True),
    sa.Column('taken_by', KEY, nullable=True),
    sa.Column('done_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_requests_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['taken_by'], ['people.id'], name=op.f('fk_requests_taken_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requests')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_requests_code_hash')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_requests_person_id', 'requests', ['person_id'])
    op.create_index('ix_requests_office_state', 'requests', ['office', 'state'])
    op.create_table('repayments',
    sa.Column('id', KEY, autoincrement=True, nullable=False),
    sa.Column('person_id', KEY, nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('since_key', sa.String(length=32), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=True),
    sa.Column('begun_at', MOMENT, nullable=False),
    sa.Column('stopped_at', MOMENT, nullable=True),
    sa.Column('next_due', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_repayments_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_repayments')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_repayments_code_hash')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_repayments_person_id', 'repayments', ['person_id'])
    few_of('ix_repayments_due', 'repayments', ['next_due'], 'stopped_at IS NULL')
    move_kept_answers(op.get_bind())


def few_of(name: str, table: str, columns: list[str], where: str) -> None:
    """An index of the few rows of which something holds."""
    rows = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)


def move_kept_answers(conn: sa.Connection) -> None:
    """Answers that people kept were a flavour of a conversation: now they are checks, the cipher
    text as it is. Of two of one person the newer one; they keep until erased, as was promised.
    The bubbles that show answers go with them from the conversation, as ever."""
    contacts = sa.table('contacts', sa.column('id', KEY), sa.column('person_id', KEY))
    standings = sa.table(
        'conversations',
        sa.column('contact_id', KEY),
        sa.column('form', sa.String()),
        sa.column('answers', sa.LargeBinary()),
        sa.column('answered_at', MOMENT),
    )
    checks = sa.table(
        'checks',
        sa.column('person_id', KEY),
        sa.column('door', sa.String()),
        sa.column('answers', sa.LargeBinary()),
        sa.column('with_sensitive', sa.Boolean()),
        sa.column('day', sa.Date()),
        sa.column('kept_at', MOMENT),
    )
    kept = (
        sa.select(contacts.c.person_id, standings.c.answers, standings.c.answered_at)
        .join(contacts, contacts.c.id == standings.c.contact_id)
        .where(standings.c.form == 'kept', standings.c.answers.is_not(None))
        .where(standings.c.answered_at.is_not(None))
        .order_by(standings.c.answered_at)
    )
    newest = {row.person_id: row for row in conn.execute(kept)}
    for person, row in newest.items():
        conn.execute(
            sa.insert(checks).values(
                person_id=person,
                door='loans',
                answers=row.answers,
                with_sensitive=True,
                day=(row.answered_at + HA_NOI).date(),
                kept_at=row.answered_at,
            )
        )
    bubbles = sa.table(
        'messages', sa.column('contact_id', KEY), sa.column('private', sa.Boolean())
    )
    whose = sa.select(standings.c.contact_id).where(standings.c.form == 'kept')
    conn.execute(sa.delete(bubbles).where(bubbles.c.private, bubbles.c.contact_id.in_(whose)))
    emptied = sa.update(standings).where(standings.c.form == 'kept')
    conn.execute(emptied.values(form='', answers=None, answered_at=None))


def downgrade() -> None:
    for table in ('repayments', 'requests', 'received', 'checks'):
        op.drop_table(table)
