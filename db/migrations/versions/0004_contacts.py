"""contacts: joined, preferred, counted; paste kits"""

import sqlalchemy as sa
from alembic import op

import db.columns

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('usage',
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'month', name=op.f('pk_usage'))
    )
    op.create_table('joining_codes',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('expires_at', db.columns.Moment(timezone=True), nullable=False),
    sa.Column('used_at', db.columns.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_joining_codes_contact_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_joining_codes'))
    )
    with op.batch_alter_table('joining_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_joining_codes_contact_id'), ['contact_id'], unique=False)

    op.create_table('findings',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('since', db.columns.Moment(timezone=True), nullable=False),
    sa.Column('seen_at', db.columns.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_findings'))
    )
    with op.batch_alter_table('processes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('audited_at', db.columns.Moment(timezone=True), nullable=True))

    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kit', sa.Boolean(), server_default='0', nullable=False))

    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opted_out_at', db.columns.Moment(timezone=True), nullable=True))

    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('helped', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('helped_at', db.columns.Moment(timezone=True), nullable=True))

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('channel', sa.String(length=16), server_default='', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.drop_column('helped_at')
        batch_op.drop_column('helped')

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_column('channel')

    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_column('opted_out_at')

    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.drop_column('kit')

    with op.batch_alter_table('joining_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_joining_codes_contact_id'))

    with op.batch_alter_table('processes', schema=None) as batch_op:
        batch_op.drop_column('audited_at')

    op.drop_table('findings')
    op.drop_table('joining_codes')
    op.drop_table('usage')
